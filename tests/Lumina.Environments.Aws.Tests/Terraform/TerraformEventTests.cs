using System.Text;

namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class TerraformEventTests
{
    [Fact]
    public void Each_kind_of_line_is_read()
    {
        Read("""{"type":"version","terraform":"1.11.4","ui":"1.2"}""").Should().Be(new TerraformEvent.Version("1.11.4", "1.2"));
        Read("""{"type":"planned_change","change":{"resource":{"addr":"a.b"},"action":"replace","reason":"tainted"}}""")
            .Should().Be(new TerraformEvent.PlannedChange(new TerraformChange("a.b", TerraformAction.Replace, "tainted")));
        Read("""{"type":"resource_drift","change":{"resource":{"addr":"a.b[\"x\"]"},"action":"delete"}}""")
            .Should().Be(new TerraformEvent.Drift(new TerraformChange("a.b[\"x\"]", TerraformAction.Delete)));
        Read("""{"type":"change_summary","changes":{"add":1,"change":2,"import":0,"remove":3,"operation":"plan"}}""")
            .Should().Be(new TerraformEvent.ChangeSummary("plan", 1, 2, 3));
        Read("""{"type":"apply_start","hook":{"resource":{"addr":"a.b"},"action":"delete","id_key":"id","id_value":"i-1"}}""")
            .Should().Be(new TerraformEvent.ApplyStart("a.b", TerraformAction.Delete, new TerraformId("id", "i-1")));
        Read("""{"type":"apply_progress","hook":{"resource":{"addr":"a.b"},"action":"create","elapsed_seconds":10}}""")
            .Should().Be(new TerraformEvent.ApplyProgress("a.b", TerraformAction.Create, TimeSpan.FromSeconds(10)));
        Read("""{"type":"apply_complete","hook":{"resource":{"addr":"a.b"},"action":"create","id_key":"id","id_value":"i-1","elapsed_seconds":2}}""")
            .Should().Be(new TerraformEvent.ApplyComplete("a.b", TerraformAction.Create, new TerraformId("id", "i-1"), TimeSpan.FromSeconds(2)));
        Read("""{"type":"apply_errored","hook":{"resource":{"addr":"a.b"},"action":"create","elapsed_seconds":0.5}}""")
            .Should().Be(new TerraformEvent.ApplyErrored("a.b", TerraformAction.Create, TimeSpan.Zero));
        Read("""{"type":"diagnostic","diagnostic":{"severity":"warning","summary":"s","detail":"d","address":"a.b","range":{"filename":"f","start":{"line":1,"column":2},"end":{"line":3,"column":4}}}}""")
            .Should().Be(new TerraformEvent.Diagnosed(new TerraformDiagnostic(IsError: false, "s", "d", "a.b", new TerraformRange("f", 1, 2, 3, 4))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text of a crash")]
    [InlineData("{\"type\":\"apply_comp")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{\"type\":5}")]
    [InlineData("{\"type\":\"of another year\",\"x\":1}")]
    [InlineData("{\"type\":\"apply_start\"}")]
    [InlineData("{\"type\":\"\\ud800\"}")]
    [InlineData("{\"type\":\"apply_progress\",\"hook\":{\"resource\":{\"addr\":\"a.b\"},\"elapsed_seconds\":1e300}}")]
    [InlineData("{\"type\":\"apply_start\",\"hook\":{\"resource\":\"text\"}}")]
    [InlineData("{\"type\":\"planned_change\",\"change\":[]}")]
    [InlineData("{\"type\":\"diagnostic\",\"diagnostic\":{}}")]
    [InlineData("{\"type\":\"change_summary\",\"changes\":null}x")]
    public void A_line_that_is_unknown_or_damaged_is_kept_as_it_is(string line) => Read(line).Should().Be(new TerraformEvent.Unknown(line));

    [Fact]
    public async Task A_file_is_followed_through_torn_lines_until_its_writer_ends()
    {
        string path = Path.GetTempFileName();
        try
        {
            TaskCompletionSource end = new();
            byte[] text = Encoding.UTF8.GetBytes("{\"type\":\"version\",\"terraform\":\"ü\",\"ui\":\"1\"}\n\nunknown\nlast without an end");
            int written = 1;
            await using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(text.AsSpan(0, 1));
            List<TerraformEvent> events = [];
            void Write()
            {
                // One byte at each look of the follower.
                if (written < text.Length)
                {
                    file.Write(text.AsSpan(written++, 1));
                }
                else
                {
                    end.TrySetResult();
                }
            }

            await foreach (TerraformEvent told in new TerraformEventFile(path, new HurriedTime(Write)).FollowAsync(end.Task, CancellationToken.None))
            {
                events.Add(told);
            }

            events.Should().Equal(new TerraformEvent.Version("ü", "1"), new TerraformEvent.Unknown("unknown"), new TerraformEvent.Unknown("last without an end"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TerraformEvent Read(string line) => TerraformEventReader.Read(line);

    /// <summary>A time in which every pause is over at once, when something has been done in it.</summary>
    private sealed class HurriedTime(Action inPause) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            inPause();
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}

using System.Text;

namespace Lumina.Environments.Aws.Tests;

/// <summary>The state held against its copies and the logs, without a terraform.</summary>
[Trait("Category", "Terraform")]
public sealed class TerraformStateTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-terraform-state-");
    private readonly TerraformWorkspace _workspace;

    public TerraformStateTests() => _workspace = TerraformWorkspace.Open(Path.Combine(_directory.FullName, "workspace"));

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Nothing_is_no_state_and_no_doubt()
    {
        Check().Should().Match<TerraformStateCheck>(check => check.State == null && !check.IsRestored && check.Doubts.Count == 0);

        File.WriteAllText(_workspace.StateFile, "");
        Check().Should().Match<TerraformStateCheck>(check => check.State == null && check.Doubts.Count == 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"version\":4,\"ser")]
    [InlineData("{\"version\":3,\"serial\":1}")]
    public void A_state_that_was_lost_is_put_back_from_its_newest_whole_copy(string? found)
    {
        _workspace.Copies.Keep(State("first"));
        _workspace.Copies.Keep(State("first", "second"));
        Write(found);

        TerraformStateCheck check = Check();

        check.IsRestored.Should().BeTrue();
        check.State!.Instances.Select(instance => instance.Address).Should().Equal("aws_x.first", "aws_x.second");
        File.ReadAllBytes(_workspace.StateFile).Should().Equal(State("first", "second"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"version\":4,\"ser")]
    public void What_logs_tell_and_a_lost_state_does_not_hold_is_in_doubt(string? found)
    {
        Tell("""{"type":"apply_start","hook":{"resource":{"addr":"aws_x.first"},"action":"create"}}""", Complete("first", "i-first"));
        Write(found);

        Check().Doubts.Should().Equal(new TerraformDoubt("aws_x.first", TerraformDoubtReason.Lost, new TerraformId("id", "i-first")));
        File.Exists(_workspace.StateFile).Should().BeFalse("terraform would take what is damaged for an error, and what is empty for nothing");
    }

    [Fact]
    public void A_damaged_state_of_which_nothing_is_known_is_an_error()
    {
        Write("{\"version\":4,\"ser");

        FluentActions.Invoking(Check).Should().Throw<TerraformStateException>().WithMessage("*no whole state*");
    }

    [Fact]
    public void What_was_made_and_is_missing_from_a_whole_state_is_in_doubt()
    {
        Tell(Complete("first", "i-first"), Complete("second", "i-second"), Complete("third", "another"));
        Write(Encoding.UTF8.GetString(State("first", "third")));

        Check().Doubts.Select(doubt => doubt.Address).Should().Equal("aws_x.second", "aws_x.third");
    }

    [Fact]
    public void What_was_begun_and_has_no_end_and_what_failed_is_in_doubt_only_where_the_state_lacks_it()
    {
        Tell(Hook("apply_start", "first", "create"), Hook("apply_start", "second", "create"), Hook("apply_errored", "second", "create"),
            Hook("apply_start", "tainted", "create"), Hook("apply_errored", "tainted", "create"), Hook("apply_start", "updated", "update"), "{\"type\":\"apply_com");
        Write(Encoding.UTF8.GetString(State("tainted")));

        Check().Doubts.Should().Equal(
            new TerraformDoubt("aws_x.first", TerraformDoubtReason.Unfinished), new TerraformDoubt("aws_x.second", TerraformDoubtReason.Failed));
    }

    [Fact]
    public void What_was_destroyed_later_is_not_in_doubt_and_the_end_of_one_that_was_replaced_is_not_its_successor_s()
    {
        Tell(Complete("first", "i-first"), Complete("second", "new"));
        Tell(Deleted("first", "i-first"), Deleted("second", "old"));
        Write(Encoding.UTF8.GetString(State()));

        Check().Doubts.Should().Equal(new TerraformDoubt("aws_x.second", TerraformDoubtReason.Lost, new TerraformId("id", "new")));
    }

    [Fact]
    public void Only_the_last_copies_are_kept_and_the_same_state_is_kept_once()
    {
        for (int i = 0; i < 12; i++)
        {
            _workspace.Copies.Keep(State($"n{i}"));
            _workspace.Copies.Keep(State($"n{i}"));
        }

        Directory.GetFiles(Path.Combine(_workspace.Path, "copies")).Select(Path.GetFileName).Should().BeEquivalentTo("00000010.tfstate", "00000011.tfstate", "00000012.tfstate");
        _workspace.Copies.Keep(Encoding.UTF8.GetBytes("{\"vers")).Should().BeFalse();
        _workspace.Copies.Newest().Should().Equal(State("n11"));
    }

    [Fact]
    public void An_address_has_its_module_and_its_index()
    {
        const string Text = """
            {"version":4,"serial":1,"resources":[
              {"module":"module.net[\"a\"]","mode":"managed","type":"aws_x","name":"n","instances":[{"index_key":0,"attributes":{}},{"index_key":"k","attributes":{},"status":"tainted"}]},
              {"mode":"data","type":"aws_y","name":"n","instances":[{"attributes":{}}]}]}
            """;

        TerraformState state = TerraformState.TryParse(Encoding.UTF8.GetBytes(Text))!;

        state.Instances.Select(instance => (instance.Address, instance.IsTainted)).Should().Equal(
            ("module.net[\"a\"].aws_x.n[0]", false), ("module.net[\"a\"].aws_x.n[\"k\"]", true));
    }

    private TerraformStateCheck Check() => TerraformStateCheck.Make(_workspace);

    private void Write(string? state)
    {
        if (state is not null)
        {
            File.WriteAllText(_workspace.StateFile, state);
        }
    }

    private void Tell(params string[] lines) => File.WriteAllLines(_workspace.NewEventFile("apply"), lines);

    private static string Hook(string type, string name, string action) => $$$"""{"type":"{{{type}}}","hook":{"resource":{"addr":"aws_x.{{{name}}}"},"action":"{{{action}}}"}}""";

    private static string Complete(string name, string id) =>
        $$$"""{"type":"apply_complete","hook":{"resource":{"addr":"aws_x.{{{name}}}"},"action":"create","id_key":"id","id_value":"{{{id}}}"}}""";

    private static string Deleted(string name, string id) => $$$"""
        {"type":"apply_start","hook":{"resource":{"addr":"aws_x.{{{name}}}"},"action":"delete","id_key":"id","id_value":"{{{id}}}"}}
        {{{Hook("apply_complete", name, "delete")}}}
        """;

    private static byte[] State(params string[] names) => Encoding.UTF8.GetBytes($$$"""
        {"version":4,"serial":{{{names.Length + 1}}},"lineage":"l","outputs":{},"resources":[{{{string.Join(",", names.Select(name =>
            $$$"""{"mode":"managed","type":"aws_x","name":"{{{name}}}","instances":[{"schema_version":0,"attributes":{"id":"i-{{{name}}}"}}]}"""))}}}]}
        """);
}

using System.Runtime.Versioning;
using System.Text;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Processes;

[Trait("Category", "Local")]
[SupportedOSPlatform("linux")]
public sealed class OutputTests
{
    [Fact]
    public void A_ring_keeps_the_last_bytes_and_forgets_the_first()
    {
        OutputRing ring = new(capacity: 16);
        Write(ring, "one\ntwo\nthree\nfour\nfive");

        ring.ReadAll().Should().Be("wo\nthree\nfour\nfive"[^16..]);
        ring.LastLines(2).Should().Equal("four", "five");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(5000)]
    public void A_ring_is_the_same_in_whatever_pieces_the_bytes_come(int piece)
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(number => $"line {number}\n"));
        OutputRing ring = new(capacity: 10_000);
        foreach (char[] part in text.Chunk(piece))
        {
            Write(ring, new string(part));
        }

        ring.ReadAll().Should().Be(text[^10_000..]);
        ring.LastLines(3).Should().Equal("line 2997", "line 2998", "line 2999");
    }

    [Fact]
    public void Empty_lines_and_carriage_returns_are_no_trouble()
    {
        OutputRing ring = new(capacity: 100);
        ring.LastLines(5).Should().BeEmpty();
        Write(ring, "a\r\n\r\n\nb\n");

        ring.LastLines(9).Should().Equal("a", "", "", "b");
        ring.LastLines(0).Should().BeEmpty();
    }

    [Fact]
    public void A_line_that_is_too_long_to_show_keeps_its_end()
    {
        OutputRing ring = new(capacity: 1000);
        Write(ring, new string('x', 500) + "end\n");

        ring.LastLines(1, longest: 5).Should().Equal("…xxend");
    }

    [Fact]
    public async Task A_reader_gets_what_is_kept_and_what_comes()
    {
        OutputRing ring = new(capacity: 1000);
        Write(ring, "old\nha");
        List<string> seen = [];
        Task reading = ReadAsync(ring, seen);
        await Deadline.UntilAsync(() => Count(seen) == 1, () => $"{Count(seen)} lines");
        Write(ring, "lf\nnew\nrest");
        await Deadline.UntilAsync(() => Count(seen) == 3, () => $"{Count(seen)} lines");
        ring.Complete();
        await reading;

        seen.Should().Equal("old", "half", "new", "rest");
    }

    [Fact]
    public async Task A_slow_reader_holds_nobody_up_and_is_told_how_many_lines_it_missed()
    {
        OutputRing ring = new(capacity: 100);
        Write(ring, "first\n");
        await using IAsyncEnumerator<string> reader = ring.ReadLinesAsync(CancellationToken.None).GetAsyncEnumerator();
        (await reader.MoveNextAsync()).Should().BeTrue();
        reader.Current.Should().Be("first");

        for (int number = 0; number < 1000; number++)
        {
            Write(ring, $"line {number}\n");
        }

        ring.Complete();
        List<string> rest = [];
        while (await reader.MoveNextAsync())
        {
            rest.Add(reader.Current);
        }

        int shown = rest.Count - 1;
        rest[0].Should().Be($"[{1000 - shown} lines lost: they came faster than they were read]");
        rest.Skip(1).Should().Equal(Enumerable.Range(1000 - shown, shown).Select(number => $"line {number}"));
        shown.Should().BeInRange(9, 12);
    }

    private static void Write(OutputRing ring, string text) => ring.Write(Encoding.UTF8.GetBytes(text));

    private static int Count(List<string> list)
    {
        lock (list)
        {
            return list.Count;
        }
    }

    private static async Task ReadAsync(OutputRing ring, List<string> into)
    {
        await foreach (string line in ring.ReadLinesAsync(CancellationToken.None))
        {
            lock (into)
            {
                into.Add(line);
            }
        }
    }
}

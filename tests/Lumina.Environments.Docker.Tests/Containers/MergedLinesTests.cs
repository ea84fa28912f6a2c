using System.Runtime.CompilerServices;

namespace Lumina.Environments.Docker.Tests.Containers;

public sealed class MergedLinesTests
{
    private int _open;

    [Fact]
    public async Task Who_has_read_enough_leaves_no_reader_behind()
    {
        await foreach (string line in MergedLines.ReadAsync([FollowAsync, FollowAsync, FollowAsync], CancellationToken.None))
        {
            line.Should().Be("a line");
            break;
        }

        _open.Should().Be(0);
    }

    [Fact]
    public async Task The_lines_of_all_end_with_the_last_of_them()
    {
        List<string> lines = await MergedLines.ReadAsync([_ => AsyncEnumerable.Repeat("one", 2), _ => AsyncEnumerable.Repeat("two", 1)], CancellationToken.None).ToListAsync();

        lines.Should().BeEquivalentTo("one", "one", "two");
    }

    private async IAsyncEnumerable<string> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _open);
        try
        {
            yield return "a line";
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Lumina.Environments.Docker;

/// <summary>Reads the lines of several containers as they come.</summary>
internal static class MergedLines
{
    private const int Waiting = 1024;

    public static async IAsyncEnumerable<string> ReadAsync(IReadOnlyList<IAsyncEnumerable<string>> sources, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<string> lines = Channel.CreateBounded<string>(Waiting);
        Task[] readers = [.. sources.Select(source => CopyAsync(source, lines.Writer, cancellationToken))];
        _ = Task.WhenAll(readers).ContinueWith(all => lines.Writer.Complete(all.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await foreach (string line in lines.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return line;
        }
    }

    private static async Task CopyAsync(IAsyncEnumerable<string> source, ChannelWriter<string> lines, CancellationToken cancellationToken)
    {
        await foreach (string line in source.ConfigureAwait(false))
        {
            await lines.WriteAsync(line, cancellationToken).ConfigureAwait(false);
        }
    }
}

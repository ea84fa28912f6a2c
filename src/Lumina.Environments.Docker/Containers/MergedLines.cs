using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Lumina.Environments.Docker;

/// <summary>Reads the lines of several containers as they come.</summary>
internal static class MergedLines
{
    private const int Waiting = 1024;

    /// <param name="sources">The lines of each, given the token that ends them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<string> ReadAsync(IReadOnlyList<Func<CancellationToken, IAsyncEnumerable<string>>> sources, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<string> lines = Channel.CreateBounded<string>(Waiting);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] readers = [.. sources.Select(source => CopyAsync(source(ending.Token), lines.Writer, ending.Token))];
        Task all = Task.WhenAll(readers);
        _ = all.ContinueWith(ended => lines.Writer.Complete(ended.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await foreach (string line in lines.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
        finally
        {
            // Who has read enough leaves the readers behind, each with an answer of the engine that is open.
            await ending.CancelAsync().ConfigureAwait(false);
            await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

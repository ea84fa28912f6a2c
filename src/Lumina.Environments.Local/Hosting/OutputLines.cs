using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>Reads what a process has written, and what it writes.</summary>
internal static class OutputLines
{
    /// <param name="output">What is kept of it.</param>
    /// <param name="tail">How many of the last lines to begin with.</param>
    /// <param name="follow">Whether to go on until it ends.</param>
    /// <param name="filter">Makes one that says which lines are to be read; it is asked about each in its order.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<string> ReadAsync(
        OutputRing output, int tail, bool follow, Func<Func<string, bool>> filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] kept = [.. output.LastLines(int.MaxValue).Where(filter())];
        foreach (string line in kept.TakeLast(tail))
        {
            yield return line;
        }

        if (!follow)
        {
            yield break;
        }

        Func<string, bool> takes = filter();
        int passed = 0;
        await foreach (string line in output.ReadLinesAsync(cancellationToken).ConfigureAwait(false))
        {
            // What is kept comes again before what is new.
            if (takes(line) && ++passed > kept.Length)
            {
                yield return line;
            }
        }
    }

    /// <summary>The lines of several processes as they come; where there are several, with the number of each.</summary>
    public static async IAsyncEnumerable<string> ReadAsync(OutputRing[] outputs, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<string> lines = Channel.CreateBounded<string>(1024);
        Task[] readers = [.. outputs.Select((output, number) => CopyAsync(output, outputs.Length == 1 ? "" : $"[{number + 1}] ", lines.Writer, tail, follow, cancellationToken))];
        _ = Task.WhenAll(readers).ContinueWith(all => lines.Writer.Complete(all.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await foreach (string line in lines.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return line;
        }
    }

    /// <summary>Whether a line that is kept has a text in it.</summary>
    public static bool Has(OutputRing output, string text) => output.ReadAll().Contains(text, StringComparison.Ordinal);

    public static IAsyncEnumerable<string> ReadAsync(OutputRing output, int tail, bool follow, CancellationToken cancellationToken) =>
        ReadAsync(output, tail, follow, static () => static _ => true, cancellationToken);

    private static async Task CopyAsync(OutputRing output, string prefix, ChannelWriter<string> lines, int tail, bool follow, CancellationToken cancellationToken)
    {
        await foreach (string line in ReadAsync(output, tail, follow, cancellationToken).ConfigureAwait(false))
        {
            await lines.WriteAsync(prefix + line, cancellationToken).ConfigureAwait(false);
        }
    }
}

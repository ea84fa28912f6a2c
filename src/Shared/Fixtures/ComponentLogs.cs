using System.Collections.Concurrent;
using System.Globalization;

namespace Lumina.Environments.Fixtures;

/// <summary>Reads what components have logged, as far as that is possible in a short time: no test and no teardown waits for an engine that does not answer.</summary>
internal static class ComponentLogs
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    /// <summary>The last lines of each component, in the order of the environment's. Where they could not be read, the last of them says so.</summary>
    public static async Task<IReadOnlyList<ComponentLog>> ReadAsync(EnvironmentManager manager, EnvironmentSnapshot environment, int lines, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        return await Task.WhenAll(environment.Components.Select(async component => new ComponentLog(
            component, await ReadAsync(token => manager.ReadLogsAsync(environment.Id, component.Name, lines, follow: false, token), timeProvider, cancellationToken).ConfigureAwait(false)))).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(Func<CancellationToken, IAsyncEnumerable<string>> lines, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ConcurrentQueue<string> read = new();
        using CancellationTokenSource late = new(Bound, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            // Not even a provider that takes no notice of its token is waited for.
            await Task.Run(() => CopyAsync(lines(either.Token), read), CancellationToken.None).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: it is a look on the way, and concerns this component alone.
            string reason = late.IsCancellationRequested ? string.Create(CultureInfo.InvariantCulture, $"there was no answer within {Bound.TotalSeconds:0} seconds") : exception.Message;
            read.Enqueue($"(log lines could not be read: {reason})");
        }

        return [.. read];
    }

    private static async Task CopyAsync(IAsyncEnumerable<string> lines, ConcurrentQueue<string> read)
    {
        await foreach (string line in lines.ConfigureAwait(false))
        {
            read.Enqueue(line);
        }
    }
}

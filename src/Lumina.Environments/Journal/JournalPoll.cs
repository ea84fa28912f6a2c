using Microsoft.Extensions.Logging;

namespace Lumina.Environments;

/// <summary>Looks again and again, for one subscriber, for what other processes have written to a store that they share: nothing here gives a signal of that.</summary>
internal sealed partial class JournalPoll(IEnvironmentStore store, TimeSpan interval, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    /// <summary>How far the clocks of processes may be apart.</summary>
    private static readonly TimeSpan MaximumSkew = TimeSpan.FromMinutes(1);

    private static readonly EnvironmentQuery Active = new() { Active = true };

    private readonly CancellationTokenSource _ended = new();
    private readonly Dictionary<EnvironmentId, long> _known = [];
    private readonly HashSet<EnvironmentId> _gone = [];
    private readonly Lock _gate = new();
    private DateTimeOffset? _lookedAt;

    /// <summary>Begins to look. What there is at the first look has been before.</summary>
    /// <param name="signal">Told of each environment that has new events, and the first of them.</param>
    public void Begin(Action<EnvironmentSnapshot, long> signal) => _ = RunAsync(signal, _ended.Token);

    /// <summary>Notes what there is of an environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="fromSequence">The first event that is new to who tells of it.</param>
    /// <returns>The first event that is new; null where none is.</returns>
    public long? Note(EnvironmentSnapshot environment, long fromSequence)
    {
        lock (_gate)
        {
            bool isKnown = _known.TryGetValue(environment.Id, out long version);
            if (isKnown && version >= environment.Version)
            {
                return null;
            }

            _known[environment.Id] = environment.Version;
            return isKnown ? Math.Min(version + 1, fromSequence) : fromSequence;
        }
    }

    public void Dispose() => _ended.Cancel();

    private async Task RunAsync(Action<EnvironmentSnapshot, long> signal, CancellationToken cancellationToken)
    {
        bool isFirst = true;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(isFirst ? null : signal, cancellationToken).ConfigureAwait(false);
                isFirst = false;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // A store that does not answer now may do so at the next look, and nothing is lost until then.
                LogNotLooked(logger, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(interval, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(Action<EnvironmentSnapshot, long>? signal, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();

        // What was made and has ended since the last look is active at none.
        EnvironmentQuery recent = new() { After = EnvironmentId.Create((_lookedAt ?? now) - MaximumSkew, new byte[CrockfordBase32.RandomBytes]) };
        HashSet<EnvironmentId> found = [];
        foreach (EnvironmentQuery query in (EnvironmentQuery[])[Active, recent])
        {
            await foreach (EnvironmentSnapshot environment in store.QueryAsync(query, cancellationToken).ConfigureAwait(false))
            {
                if (found.Add(environment.Id))
                {
                    Tell(environment, signal);
                }
            }
        }

        foreach (EnvironmentId id in Missing(found))
        {
            if (await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } ended)
            {
                Tell(ended, signal);
            }
        }

        _lookedAt = now;
    }

    private void Tell(EnvironmentSnapshot environment, Action<EnvironmentSnapshot, long>? signal)
    {
        if (signal is null)
        {
            Note(environment, fromSequence: 1);
            return;
        }

        long next;
        lock (_gate)
        {
            long known = _known.GetValueOrDefault(environment.Id);
            if (known >= environment.Version)
            {
                return;
            }

            next = known + 1;
        }

        signal(environment, next);
    }

    /// <summary>Those that were found at the last look and are not any more; after another look they are forgotten.</summary>
    private List<EnvironmentId> Missing(HashSet<EnvironmentId> found)
    {
        lock (_gate)
        {
            List<EnvironmentId> missing = [.. _known.Keys.Where(id => !found.Contains(id))];
            foreach (EnvironmentId id in missing.Where(_gone.Contains))
            {
                _known.Remove(id);
            }

            missing.RemoveAll(_gone.Contains);
            _gone.Clear();
            _gone.UnionWith(missing);
            return missing;
        }
    }

    [LoggerMessage(EventId = 102, Level = LogLevel.Debug, Message = "The store could not be asked for what other processes have written")]
    private static partial void LogNotLooked(ILogger logger, Exception exception);
}

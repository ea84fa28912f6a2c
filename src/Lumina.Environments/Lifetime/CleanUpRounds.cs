using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>The rounds in which a host terminates what has expired. One that takes long keeps no later one; what cannot be terminated is tried again after pauses that double, so that its journal does not grow with each minute.</summary>
internal sealed class CleanUpRounds(ExpiryCleaner cleaner, IOptions<CleanUpOptions> options, TimeProvider timeProvider)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<EnvironmentId, byte> _atWork = new();
    private readonly ConcurrentDictionary<EnvironmentId, (TimeSpan Pause, long Since)> _failed = new();

    /// <summary>Begins to terminate what has expired and is not at work yet, and returns when that is done or when the next round is due.</summary>
    /// <param name="manager">The manager.</param>
    /// <param name="cancellationToken">Ends the waiting; terminations that have begun go on.</param>
    public async Task BeginAsync(IEnvironmentManager manager, CancellationToken cancellationToken)
    {
        Task round = RunAsync(manager, cancellationToken);
        await Task.WhenAny(round, Task.Delay(options.Value.Interval, timeProvider, cancellationToken)).ConfigureAwait(false);
        if (round.IsCompleted)
        {
            await round.ConfigureAwait(false);
        }
    }

    private async Task RunAsync(IEnvironmentManager manager, CancellationToken cancellationToken)
    {
        ConcurrentBag<EnvironmentId> begun = [];
        try
        {
            CleanUpReport report = await cleaner.CleanUpAsync(manager, Begins, cancellationToken).ConfigureAwait(false);
            foreach (EnvironmentId id in report.Terminated)
            {
                _failed.TryRemove(id, out _);
            }

            foreach (EnvironmentId id in report.Failed.Keys)
            {
                _failed.AddOrUpdate(id, _ => (options.Value.Interval, timeProvider.GetTimestamp()), (_, before) => (TimeSpan.FromTicks(Math.Min(2 * before.Pause.Ticks, LongestPause.Ticks)), timeProvider.GetTimestamp()));
            }
        }
        finally
        {
            foreach (EnvironmentId id in begun)
            {
                _atWork.TryRemove(id, out _);
            }
        }

        bool Begins(EnvironmentId id)
        {
            bool rests = _failed.TryGetValue(id, out (TimeSpan Pause, long Since) last) && timeProvider.GetElapsedTime(last.Since) < last.Pause;
            if (rests || !_atWork.TryAdd(id, 0))
            {
                return false;
            }

            begun.Add(id);
            return true;
        }
    }
}

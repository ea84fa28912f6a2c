using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>
/// Bounds how many steps a provider carries out at once in this process. Steps that are taken together count as one: their provider waits for all
/// of them, so that some of them would be kept waiting for what only the others' end gives back.
/// </summary>
internal sealed class ProviderLimits(IOptions<EnvironmentManagerOptions> options)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _permits = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Provider, ImmutableArray<ComponentName> Together), Batch> _batches = [];

    /// <summary>A permit, which is returned by disposing it; null where the wait was cancelled.</summary>
    public async ValueTask<Permit?> TryEnterAsync(PlanStep step, CancellationToken cancellationToken)
    {
        SemaphoreSlim permits = _permits.GetOrAdd(step.Provider, static (name, settings) => new SemaphoreSlim(Bound(name, settings)), options.Value);
        Batch? batch = step.Together.Length > 1 ? Join(step, permits, cancellationToken) : null;
        try
        {
            await (batch?.Entered ?? permits.WaitAsync(cancellationToken)).ConfigureAwait(false);
            return new Permit(this, permits, step, batch);
        }
        catch (OperationCanceledException)
        {
            Leave(step, batch);
            return null;
        }
    }

    private static int Bound(string provider, EnvironmentManagerOptions settings) =>
        settings.MaximumParallelStepsByProvider.TryGetValue(provider, out int bound) ? bound : settings.MaximumParallelSteps;

    // The steps of a batch are of one plan: they hold the same array, and a cancellation is all of theirs.
    private Batch Join(PlanStep step, SemaphoreSlim permits, CancellationToken cancellationToken)
    {
        lock (_batches)
        {
            if (!_batches.TryGetValue((step.Provider, step.Together), out Batch? batch))
            {
                _batches[(step.Provider, step.Together)] = batch = new Batch(permits.WaitAsync(cancellationToken));
            }

            batch.Members++;
            return batch;
        }
    }

    /// <returns>Whether nobody else is in it.</returns>
    private bool Leave(PlanStep step, Batch? batch)
    {
        if (batch is null)
        {
            return true;
        }

        lock (_batches)
        {
            return --batch.Members == 0 && _batches.Remove((step.Provider, step.Together));
        }
    }

    internal readonly struct Permit(ProviderLimits limits, SemaphoreSlim permits, PlanStep step, Batch? batch) : IDisposable
    {
        public void Dispose()
        {
            if (limits.Leave(step, batch))
            {
                permits.Release();
            }
        }
    }

    internal sealed class Batch(Task entered)
    {
        public Task Entered { get; } = entered;

        public int Members { get; set; }
    }
}

using System.Runtime.CompilerServices;

namespace Lumina.Environments.Testing;

/// <summary>What every store holds to. A store's author derives from it in one class, which says how the store is opened.</summary>
/// <remarks>
/// Each rule has environments of its own and deletes them, so that the store need not be empty. The rule about kills starts the class in a child process and kills it there:
/// for it the class needs a constructor without parameters, and <see cref="ConformanceSuite.Platform"/> where the store lies.
/// </remarks>
public abstract partial class EnvironmentStoreConformance : ConformanceSuite
{
    private readonly SteppedTimeProvider _time = new();

    /// <summary>Opens the store, again and again on the same place: a durable one as another process would, one in memory by giving the same each time. The suite disposes what it has opened.</summary>
    /// <param name="timeProvider">The clock by which leases expire.</param>
    protected abstract ValueTask<IEnvironmentStore> OpenAsync(TimeProvider timeProvider);

    private protected override string FirstRule => nameof(A_journal_is_read_page_by_page);

    private Task CheckAsync(Func<StoreBench, Task> rule, [CallerMemberName] string name = "") => CheckAsync(() => CheckOnBenchAsync(rule), name);

    private async Task WithinPatienceAsync(Task rule)
    {
        try
        {
            await rule.WaitAsync(Patience, System.TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException exception) when (!rule.IsCompleted)
        {
            throw new ConformanceException($"It was not done after {Patience} ({nameof(Patience)}): a call to the store has not returned, or one of several writers is refused again and again.", exception);
        }
    }

    private async Task CheckOnBenchAsync(Func<StoreBench, Task> rule)
    {
        List<IEnvironmentStore> opened = [];
        try
        {
            StoreBench bench = new(await OpenOneAsync().ConfigureAwait(false), OpenOneAsync, _time);
            await WithinPatienceAsync(rule(bench)).ConfigureAwait(false);
            await bench.ClearAsync().ConfigureAwait(false);
        }
        finally
        {
            foreach (IAsyncDisposable store in opened.Distinct().OfType<IAsyncDisposable>())
            {
                await store.DisposeAsync().ConfigureAwait(false);
            }
        }

        async Task<IEnvironmentStore> OpenOneAsync()
        {
            IEnvironmentStore store = await OpenAsync(_time).ConfigureAwait(false);
            opened.Add(store);
            return store;
        }
    }
}

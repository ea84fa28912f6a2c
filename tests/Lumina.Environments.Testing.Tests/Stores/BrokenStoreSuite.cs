namespace Lumina.Environments.Testing.Tests.Stores;

/// <summary>The suite of a store with a bug. No test by itself: its rules are to fail.</summary>
internal sealed class BrokenStoreSuite(StoreBug bug) : EnvironmentStoreConformance
{
    private BrokenStore? _store;

    protected override TimeSpan Patience => TimeSpan.FromSeconds(10);

    protected override ValueTask<IEnvironmentStore> OpenAsync(TimeProvider timeProvider) => ValueTask.FromResult<IEnvironmentStore>(_store ??= new BrokenStore(bug, timeProvider, LoggerFactory.CreateLogger("store")));
}

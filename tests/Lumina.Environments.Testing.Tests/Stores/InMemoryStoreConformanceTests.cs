namespace Lumina.Environments.Testing.Tests.Stores;

[Trait("Category", "Testing")]
[Trait("Category", "InMemory")]
public sealed class InMemoryStoreConformanceTests : EnvironmentStoreConformance
{
    private InMemoryEnvironmentStore? _store;

    protected override ValueTask<IEnvironmentStore> OpenAsync(TimeProvider timeProvider) =>
        ValueTask.FromResult<IEnvironmentStore>(_store ??= new InMemoryEnvironmentStore(timeProvider: timeProvider));
}

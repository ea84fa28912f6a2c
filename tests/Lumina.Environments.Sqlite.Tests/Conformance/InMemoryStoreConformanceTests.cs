namespace Lumina.Environments.Sqlite.Tests.Conformance;

[Trait("Category", "Sqlite")]
public sealed class InMemoryStoreConformanceTests : EnvironmentStoreConformance
{
    protected override ValueTask<IEnvironmentStore> OpenAsync(TimeProvider timeProvider) => ValueTask.FromResult<IEnvironmentStore>(new InMemoryEnvironmentStore(timeProvider: timeProvider));
}

namespace Lumina.Environments.Sqlite.Tests.Conformance;

[Trait("Category", "Sqlite")]
public sealed class SqliteStoreConformanceTests : EnvironmentStoreConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IEnvironmentStore> OpenAsync(TimeProvider timeProvider) => ValueTask.FromResult<IEnvironmentStore>(_folder.Open(timeProvider));

    protected override ValueTask CloseAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

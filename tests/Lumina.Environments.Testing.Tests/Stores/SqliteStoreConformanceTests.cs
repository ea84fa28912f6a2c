using Lumina.Environments.Sqlite;

namespace Lumina.Environments.Testing.Tests.Stores;

[Trait("Category", "Testing")]
public sealed class SqliteStoreConformanceTests : EnvironmentStoreConformance, IDisposable
{
    private string? _made;

    public void Dispose()
    {
        if (_made is not null)
        {
            Directory.Delete(_made, recursive: true);
        }
    }

    protected override string MakePlatform() => _made = Directory.CreateTempSubdirectory("lumina-kit-").FullName;

    protected override ValueTask<IEnvironmentStore> OpenAsync(TimeProvider timeProvider) =>
        ValueTask.FromResult<IEnvironmentStore>(new SqliteEnvironmentStore(new SqliteStoreOptions { Path = Path.Combine(Platform, "store.db") }, timeProvider));
}

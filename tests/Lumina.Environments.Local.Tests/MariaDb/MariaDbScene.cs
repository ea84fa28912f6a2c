using System.Runtime.Versioning;
using MySqlConnector;

namespace Lumina.Environments.Local.Tests.MariaDb;

/// <summary>A manager on this machine's MariaDB server, and a folder of SQL files.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MariaDbScene : IAsyncDisposable
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("lumina-mariadb-");

    public MariaDbScene(Action<EnvironmentsBuilder>? build = null) => Lab = new LocalLab(build: environments =>
    {
        environments.Configure(options => options.BaseDirectory = _files.FullName);
        build?.Invoke(environments);
    });

    public LocalLab Lab { get; }

    public string BaseDirectory => _files.FullName;

    public Task<TestEnvironment> OpenAsync(TestData? data = null) => Lab.Manager.OpenAsync(LocalLab.Spec(new DatabaseSpec("orders", DatabaseType.MySql) { Data = data }));

    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(_files.FullName, name), text);
        return name;
    }

    public static async Task<object?> QueryAsync(string connectionString, string query)
    {
        await using MySqlConnection connection = new(new MySqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using MySqlCommand command = new(query, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Lab.DisposeAsync();
        _files.Delete(recursive: true);
    }
}

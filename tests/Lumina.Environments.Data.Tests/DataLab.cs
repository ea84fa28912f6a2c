using Npgsql;

namespace Lumina.Environments.Data.Tests;

/// <summary>A manager on this machine's servers and a folder of SQL files.</summary>
internal sealed class DataLab : IAsyncDisposable
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("lumina-data-");

    public DataLab() => Manager = EnvironmentManager.Create(environments => environments.UseLocal().Configure(options => options.BaseDirectory = _files.FullName));

    public EnvironmentManager Manager { get; }

    public string BaseDirectory => _files.FullName;

    public static ComponentName Orders => ComponentName.Database("orders");

    public Task<TestEnvironment> OpenAsync(params IReadOnlyList<string> files) => Manager.OpenAsync(Spec(files));

    public Task<TestEnvironment> OpenAsync(TestData data) => Manager.OpenAsync(Spec(data));

    public static EnvironmentSpec Spec(params IReadOnlyList<string> files) => Spec(TestData.FromSqlFiles(files));

    public static EnvironmentSpec Spec(TestData data) => new("lab", "tests")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Schemas = ["sales"], Data = data }],
    };

    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(_files.FullName, name), text);
        return name;
    }

    public static async Task<object?> QueryAsync(string connectionString, string query)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(query, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Skips the test where the server is missing, or fails it where the machine is said to have it.</summary>
    public static void RequirePostgreSql()
    {
        bool found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(path => path + "/bin") : [])
            .Any(directory => File.Exists(Path.Combine(directory, "postgres")));
        if (!found && (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains("postgresql", StringComparer.Ordinal))
        {
            Assert.Fail("postgresql is required by LUMINA_TEST_REQUIRE and is not on this machine.");
        }

        Skip.If(!found, "PostgreSQL's server is not on this machine.");
    }

    public async ValueTask DisposeAsync()
    {
        await Manager.DisposeAsync();
        _files.Delete(recursive: true);
    }
}

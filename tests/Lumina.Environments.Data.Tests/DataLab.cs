using Lumina.Environments.Local;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Lumina.Environments.Data.Tests;

/// <summary>A manager on this machine's servers and a folder of SQL files.</summary>
internal sealed class DataLab : IAsyncDisposable
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("lumina-data-");

    public DataLab(Action<EnvironmentsBuilder>? configure = null) => Manager = EnvironmentManager.Create(environments =>
    {
        environments.UseLocal().Configure(options => options.BaseDirectory = _files.FullName);
        configure?.Invoke(environments);
    });

    public EnvironmentManager Manager { get; }

    public string BaseDirectory => _files.FullName;

    public static DatabaseServers Servers => new(Options.Create(new DataOptions()), TimeProvider.System, new TestRandom());

    public static PostgreSqlDatabases Databases(string admin) => Servers.PostgreSql(admin);

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
    public static void RequirePostgreSql() => Find("postgres");

    /// <inheritdoc cref="RequirePostgreSql"/>
    public static void RequireRedis() => Find("redis-server", "redis");

    /// <summary>The program that writes a database down as text. One that is older than the server refuses, so that it must be the server's own.</summary>
    public static string RequireDump()
    {
        if (Environment.GetEnvironmentVariable(LocalOptions.PostgreSqlVariable) is not { Length: > 0 } folder)
        {
            return Find("pg_dump");
        }

        string own = Path.Combine(folder, "pg_dump");
        Skip.IfNot(File.Exists(own), $"{folder} has no pg_dump beside its server.");
        return own;
    }

    private static string Find(string program, string engine = "postgresql")
    {
        IEnumerable<string> installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(path => path + "/bin") : [];
        string? found = installed.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
        if (found is null && (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains(engine, StringComparer.Ordinal))
        {
            Assert.Fail($"{engine} is required by LUMINA_TEST_REQUIRE and its program {program} is not on this machine.");
        }

        Skip.If(found is null, $"{program} is not on this machine. On Debian or Ubuntu: apt-get install {(engine == "redis" ? "redis-server" : engine)}.");
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        await Manager.DisposeAsync();
        if (Directory.Exists(_files.FullName))
        {
            _files.Delete(recursive: true);
        }
    }
}

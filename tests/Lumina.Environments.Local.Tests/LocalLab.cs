using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;

namespace Lumina.Environments.Local.Tests;

/// <summary>A manager on this machine's servers, whose traces can be looked at.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LocalLab : IAsyncDisposable
{
    private readonly string _workDirectory;
    private bool _isDisposed;

    public LocalLab(Action<LocalOptions>? configure = null, Action<EnvironmentsBuilder>? build = null)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lumina-lab-");
        _workDirectory = directory.FullName;

        // A server that must not be root has to get there.
        File.SetUnixFileMode(_workDirectory, (UnixFileMode)0b111_101_101);
        Manager = EnvironmentManager.Create(environments =>
        {
            environments.UseLoggerFactory(new LoggerFactory([new FakeLoggerProvider(Logs)], new LoggerFilterOptions { MinLevel = LogLevel.Trace }));
            environments.UseLocal(options =>
            {
                options.WorkDirectory = _workDirectory;
                configure?.Invoke(options);
            });
            build?.Invoke(environments);
        });
    }

    public EnvironmentManager Manager { get; }

    public FakeLogCollector Logs { get; } = new();

    public string WorkDirectory => _workDirectory;

    /// <summary>The directories of the hosts that this lab's manager has started.</summary>
    public IEnumerable<string> Tokens => Directory.GetDirectories(_workDirectory, "lumina-*").Select(path => Path.GetFileName(path)["lumina-".Length..]);

    public static EnvironmentSpec Spec(params IReadOnlyList<DatabaseSpec> databases) => new("lab", "tests") { Databases = databases };

    public static async Task<object?> QueryAsync(string connectionString, string query)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(query, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Skips the test where the program is missing, or fails it where the machine is said to have it.</summary>
    public static void Require(string name, string program, params IReadOnlyList<string> places)
    {
        bool found = new ProgramLocator(Environment.GetEnvironmentVariable).Find(new ProgramQuery(program) { UsualPlaces = places }).Best is not null;
        bool required = (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains(name, StringComparer.Ordinal);
        if (!found && required)
        {
            Assert.Fail($"{name} is required by LUMINA_TEST_REQUIRE and {program} is not on this machine.");
        }

        Skip.If(!found, $"{program} is not on this machine.");
    }

    public static void RequirePostgreSql() => Require("postgresql", "postgres", "/usr/lib/postgresql/*/bin");

    public static void RequireMariaDb() => Require("mariadb", "mariadbd", "/usr/sbin", "/usr/bin", "/usr/libexec");

    public static void RequireRedis() => Require("redis", "redis-server");

    public async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            await Manager.DisposeAsync();
            Directory.Delete(_workDirectory, recursive: true);
        }
    }
}

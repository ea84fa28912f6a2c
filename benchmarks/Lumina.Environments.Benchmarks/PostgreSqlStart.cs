using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Npgsql;

namespace Lumina.Environments.Benchmarks;

/// <summary>An empty database on a PostgreSQL server that is started for it, with the cache of initialized directories warm, against initdb and a start.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 9)]
public class PostgreSqlStart
{
    private static readonly string? Programs = FindPrograms();
    private EnvironmentManager? _manager;
    private string? _directory;

    public static string? WhyNot() => Programs is null ? "initdb was not found: apt-get install postgresql" : null;

    [GlobalSetup]
    public async Task SetUp()
    {
        // Once before the measuring, so that the cache is warm.
        await Database();
        EndOne();
    }

    [IterationCleanup]
    public void EndOne()
    {
        _manager?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _manager = null;
        if (_directory is not null)
        {
            Run("pg_ctl", "-D", _directory, "-m", "immediate", "-w", "stop");
            Directory.Delete(_directory, recursive: true);
            _directory = null;
        }
    }

    [Benchmark(Baseline = true)]
    public void InitdbAndStart()
    {
        _directory = Directory.CreateTempSubdirectory("initdb-").FullName;
        if (Environment.UserName == "root")
        {
            Process.Start("chown", ["postgres", _directory])!.WaitForExit();
        }

        Run("initdb", "-D", _directory, "-A", "trust", "-U", "postgres");
        Run("pg_ctl", "-D", _directory, "-w", "-o", $"-c listen_addresses= -c unix_socket_directories={_directory}", "-l", Path.Combine(_directory, "log"), "start");
        Run("psql", "-h", _directory, "-U", "postgres", "-c", "CREATE DATABASE orders");
    }

    [Benchmark]
    public async Task Database()
    {
        _manager = EnvironmentManager.Create(environments => environments.UseLocal());
        TestEnvironment environment = await _manager.OpenAsync(new EnvironmentSpec("cold", "bench") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });
        await using NpgsqlConnection connection = new(environment.ConnectionString("orders"));
        await connection.OpenAsync();
    }

    private static void Run(string program, params string[] arguments)
    {
        string path = Path.Combine(Programs!, program);
        ProcessStartInfo start = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = "/";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} exited with code {process.ExitCode}.");
        }
    }

    private static string? FindPrograms() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(directory => Path.Combine(directory, "bin")).Where(directory => File.Exists(Path.Combine(directory, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;
}

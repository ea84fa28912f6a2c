using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Npgsql;
using Respawn;

namespace Lumina.Environments.Benchmarks;

/// <summary>A database of 40 tables and 20,000 rows after a test that wrote to three of them: our reset against Respawn and seeding again.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 3, iterationCount: 30)]
public class DatabaseReset
{
    private FortyTables? _tables;
    private RentedDatabase? _other;
    private Respawner? _respawner;

    public static string? WhyNot() => PostgreSqlStart.WhyNot();

    [GlobalSetup]
    public async Task SetUp()
    {
        _tables = await FortyTables.StartAsync();
        _other = await _tables.Environment.RentDatabaseAsync("orders");
        await using NpgsqlConnection connection = new(_other.ConnectionString);
        await connection.OpenAsync();
        _respawner = await Respawner.CreateAsync(connection, new RespawnerOptions { DbAdapter = DbAdapter.Postgres, SchemasToInclude = ["public"], WithReseed = true });
    }

    [IterationSetup]
    public void Write()
    {
        const string Work = "UPDATE t40 SET b = 1 WHERE id % 9 = 0; DELETE FROM t40 WHERE id % 7 = 0; INSERT INTO t39 (a) VALUES ('new'); UPDATE t38 SET a = a || '!' WHERE id < 50";
        FortyTables.RunAsync(_tables!.Environment.ConnectionString("orders"), Work).GetAwaiter().GetResult();
        FortyTables.RunAsync(_other!.ConnectionString, Work).GetAwaiter().GetResult();
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _other!.DisposeAsync();
        await _tables!.DisposeAsync();
    }

    [Benchmark(Baseline = true)]
    public async Task RespawnAndSeed()
    {
        await using NpgsqlConnection connection = new(_other!.ConnectionString);
        await connection.OpenAsync();
        await _respawner!.ResetAsync(connection);
        await FortyTables.RunAsync(_other.ConnectionString, FortyTables.Rows());
    }

    [Benchmark]
    public Task Reset() => _tables!.Environment.ResetAsync();
}

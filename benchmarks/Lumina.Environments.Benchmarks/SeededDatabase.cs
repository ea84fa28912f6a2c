using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Lumina.Environments.Benchmarks;

/// <summary>The second and later environments with 20,000 seeded rows in PostgreSQL, against a plain copy of a template on the same server.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 3, iterationCount: 30)]
public class SeededDatabase
{
    private FortyTables? _tables;
    private TestEnvironment? _environment;
    private int _copies;

    public static string? WhyNot() => PostgreSqlStart.WhyNot();

    [GlobalSetup]
    public async Task SetUp()
    {
        _tables = await FortyTables.StartAsync();
        await _tables.CopyAsync("bare");
    }

    // The next copy is made beside everything else, and a test run does not ask for one every few milliseconds.
    [IterationSetup]
    public void Pause() => Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System).GetAwaiter().GetResult();

    [IterationCleanup]
    public void EndOne() => _environment?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [GlobalCleanup]
    public Task CleanUp() => _tables!.DisposeAsync().AsTask();

    [Benchmark(Baseline = true)]
    public Task PlainCopy() => _tables!.CopyAsync("bare", $"copy_{_copies++}");

    [Benchmark]
    public async Task Environment() => _environment = await _tables!.OpenAsync();
}

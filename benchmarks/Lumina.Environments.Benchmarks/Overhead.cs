using BenchmarkDotNet.Attributes;
using Lumina.Environments.InMemory;

namespace Lumina.Environments.Benchmarks;

/// <summary>What the library costs beyond the calls to providers: a 12-component environment, made and ended, against the same calls written by hand.</summary>
[MemoryDiagnoser]
[SimpleJob(warmupCount: 5, iterationCount: 15)]
public class Overhead
{
    private readonly InMemoryPlatform _platform = new();
    private EnvironmentManager _manager = null!;

    [GlobalSetup]
    public void SetUp() => _manager = EnvironmentManager.Create(environments => environments.UseInMemory(_platform));

    [GlobalCleanup]
    public async Task CleanUp() => await _manager.DisposeAsync();

    [Benchmark(Baseline = true)]
    public Task HandWritten() => TwelveComponents.RunByHandAsync(_platform, default);

    [Benchmark]
    public async Task Environment()
    {
        await using TestEnvironment environment = await _manager.OpenAsync(TwelveComponents.Spec);
    }
}

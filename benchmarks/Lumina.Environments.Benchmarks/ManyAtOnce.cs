using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Lumina.Environments.Benchmarks;

/// <summary>10,000 environments of 12 components, up at once; and what they hold in memory while they are up.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 3)]
public class ManyAtOnce
{
    private const int Count = 10_000;
    private static double _heldMegabytes;
    private EnvironmentManager _manager = null!;

    public static double? Report(string unit) => unit == "MB" ? _heldMegabytes : null;

    [IterationSetup]
    public void SetUp() => _manager = EnvironmentManager.Create(environments => environments.UseInMemory());

    [IterationCleanup]
    public void CleanUp()
    {
        long with = GC.GetTotalMemory(forceFullCollection: true);
        _manager = null!;
        long without = GC.GetTotalMemory(forceFullCollection: true);
        _heldMegabytes = (with - without) / (1024.0 * 1024.0);
    }

    [Benchmark]
    public Task Environments() => Task.WhenAll(Enumerable.Range(0, Count).Select(_ => _manager.ProvisionAsync(TwelveComponents.Spec)));
}

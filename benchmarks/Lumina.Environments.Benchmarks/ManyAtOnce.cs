using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Lumina.Environments.Benchmarks;

/// <summary>10,000 environments of 12 components, up at once; and what they hold in memory while they are up: the library's part and that of the in-memory platform.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 3)]
public class ManyAtOnce
{
    private const int Count = 10_000;
    private static readonly List<double> HeldMegabytes = [];
    private EnvironmentManager _manager = null!;
    private long _before;

    public static double? Report(string unit) => unit == "MB" && HeldMegabytes.Count > 0 ? HeldMegabytes.Order().ElementAt(HeldMegabytes.Count / 2) : null;

    [IterationSetup]
    public void SetUp()
    {
        _manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        _before = Live();
    }

    [IterationCleanup]
    public void CleanUp()
    {
        HeldMegabytes.Add((Live() - _before) / (1024.0 * 1024.0));
        GC.KeepAlive(_manager);
        _manager = null!;
    }

    [Benchmark]
    public async Task Environments()
    {
        Task<EnvironmentSnapshot>[] provisioned = [.. Enumerable.Range(0, Count).Select(_ => _manager.ProvisionAsync(TwelveComponents.Spec))];
        await Task.WhenAll(provisioned);
    }

    // What waits to be finalized is not live; without a second collection it would count, in one of the two figures and not in the other.
    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

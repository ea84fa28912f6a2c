using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Lumina.Environments.InMemory;

namespace Lumina.Environments.Benchmarks;

/// <summary>Providers that take 20 to 200 ms: the wall time of provisioning divided by the longest path, as it was timed inside the providers.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 2, iterationCount: 9)]
public class CriticalPath
{
    private static readonly ConcurrentBag<double> Ratios = [];
    private readonly TimedFaults _faults = new();
    private EnvironmentManager _manager = null!;
    private int _runs;

    public static double? Report(string unit) => unit.Length == 0 || Ratios.IsEmpty ? null : Ratios.Order().ElementAt(Ratios.Count / 2);

    [GlobalSetup]
    public void SetUp() => _manager = EnvironmentManager.Create(environments => environments.UseInMemory(new InMemoryPlatform { Faults = _faults }));

    [GlobalCleanup]
    public async Task CleanUp() => await _manager.DisposeAsync();

    [Benchmark]
    public async Task Environment()
    {
        _faults.Clock.Restart();
        TimedClock clock = _faults.Clock;
        EnvironmentSnapshot environment = await _manager.ProvisionAsync(TwelveComponents.Spec);
        double wall = clock.Elapsed;
        if (_runs++ >= 2)
        {
            Ratios.Add(wall / LongestPath(environment));
        }

        await _manager.TerminateAsync(environment.Id);
    }

    private double LongestPath(EnvironmentSnapshot environment)
    {
        Dictionary<ComponentName, double> ends = [];
        foreach (ComponentSnapshot component in environment.Components)
        {
            ends[component.Name] = _faults.Taken(component.Name) + component.DependsOn.Select(name => ends[name]).DefaultIfEmpty().Max();
        }

        return ends.Values.Max();
    }
}

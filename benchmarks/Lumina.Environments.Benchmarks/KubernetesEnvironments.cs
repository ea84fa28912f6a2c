using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Lumina.Environments.ApiServers;

namespace Lumina.Environments.Benchmarks;

/// <summary>Five services, a PostgreSQL and a Redis on Kubernetes, until all are ready and until all is gone, against the same objects with <c>kubectl apply --server-side</c>, <c>wait</c> and <c>delete</c>.</summary>
/// <remarks>The objects are those that the library has sent for an environment before. Nothing is asked over HTTP whether it is ready: hollow nodes run nothing that would answer.</remarks>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: Iterations)]
public class KubernetesEnvironments
{
    private const int Iterations = 3;
    private const int AtOnce = 20;
    private const string Image = "registry.example/nothing:1";

    private static readonly EnvironmentSpec Spec = new("shop", "bench")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)],
        Services = [.. Enumerable.Range(1, 5).Select(number => new ServiceSpec($"api-{number}", ServiceSource.Image(Image))
        {
            Endpoints = [EndpointSpec.Http(8080)],
            Settings = { ["ORDERS"] = Reference.ConnectionString("orders"), ["CACHE"] = Reference.ConnectionString("cache") },
        })],
    };

    private static readonly string KubeConfig = System.Environment.GetEnvironmentVariable("KUBECONFIG") ?? "";
    private static readonly List<double> One = [];
    private static readonly List<double> Together = [];
    private static int _objects;
    private static int _requests;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-benchmark-");
    private EnvironmentManager _manager = null!;
    private BareKubectl _bare = null!;

    public static string? WhyNot() => System.Environment.GetEnvironmentVariable("LUMINA_TEST_KUBERNETES") is { Length: > 0 } && KubeConfig.Length > 0
        ? BareKubectl.Missing()
        : System.Environment.GetEnvironmentVariable("LUMINA_KUBERNETES_MISSING") ?? "no cluster is named in KUBECONFIG that may be used (LUMINA_TEST_KUBERNETES=yes); ./bench.sh brings one up.";

    /// <summary>What is told beside the ratio.</summary>
    public static double Report(string unit) => unit switch
    {
        "times as many one after the other" => Median(Together) / (AtOnce * Median(One)),
        "objects" => _objects,
        "requests" => _requests,
        _ => double.NaN,
    };

    [GlobalSetup]
    public void SetUp() => _manager = MakeManager(KubeConfig);

    [GlobalSetup(Target = nameof(Kubectl))]
    public async Task SetUpBare()
    {
        SetUp();
        await using RecordingApiServer server = new(KubeConfig, _directory.FullName);
        await using EnvironmentManager recorded = MakeManager(server.KubeConfig);
        await OpenAndDisposeAsync(recorded);
        _bare = new BareKubectl(KubeConfig, _directory.FullName, server.Requests);
        (_objects, _requests) = (_bare.Count, server.Requests.Count);
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _manager.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Benchmark(Baseline = true)]
    public Task Kubectl() => _bare.RunAsync();

    [Benchmark]
    public async Task Environment() => One.Add(await TimeAsync(() => OpenAndDisposeAsync(_manager)));

    /// <summary>Held against so many one after the other, which take so many times what one takes.</summary>
    [Benchmark]
    public async Task TwentyAtOnce() => Together.Add(await TimeAsync(() => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => OpenAndDisposeAsync(_manager)))));

    private static EnvironmentManager MakeManager(string kubeconfig) => EnvironmentManager.Create(environments => environments
        .UseKubernetes(options =>
        {
            options.KubeConfig = kubeconfig;
            options.NamespacePrefix = "lumina-benchmark";
            options.DefaultUser = "1000:1000";
            options.DefaultMemory = "16Mi";
            options.DefaultCpu = "10m";
            options.ForwardPorts = false;

            // In the objects of both sides: a hollow kubelet has nothing to end, and would let go of a pod that has a grace only after 3 to 13 seconds, whoever ends it.
            options.TerminationGrace = TimeSpan.Zero;
        })
        .Configure(options => options.AllowVolatileStore = true));

    private static async Task OpenAndDisposeAsync(EnvironmentManager manager) => await (await manager.OpenAsync(Spec)).DisposeAsync();

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        long started = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // Without the first ones, in which caches become warm.
    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.TakeLast(Iterations).Order()];
        return sorted[sorted.Length / 2];
    }
}

using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Lumina.Environments.Moto;

namespace Lumina.Environments.Benchmarks;

/// <summary>An environment of 24 small resources on AWS, made and destroyed, against the same configuration with bare <c>terraform init</c>, <c>plan</c>, <c>apply</c> and <c>destroy</c>, each on a moto of its own.</summary>
/// <remarks>The configuration is the one that the library has written for an environment before. A manager is made for each environment, as by a process that has just started.</remarks>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: Iterations)]
public class TerraformEnvironments
{
    private const int Iterations = 3;
    private const int AtOnce = 4;
    private const int Resources = 24;
    private const string Region = "eu-central-1";

    private static readonly EnvironmentSpec Spec = new("small", "bench")
    {
        Infrastructure = new InfrastructureSpec { Region = Region, Resources = [new ResourceSpec("uploads", ResourceType.S3), new ResourceSpec("exports", ResourceType.S3)] },
        Databases = [.. Names(3).Select(name => new DatabaseSpec(name, DatabaseType.DynamoDb))],
        Monitoring = new MonitoringSpec
        {
            Alerts = [.. Names(4).Select(name => new AlertSpec(name, $"Shop/{name}", AlertOperator.GreaterThan, 1) { Channels = [$"#{name}"] })],
            Dashboards = [new DashboardSpec("overview") { Metrics = ["reads"] }],
            Logs = new LogSpec { Groups = [.. Names(6)] },
        },
    };

    private static readonly List<BareTerraform.Times> Bare = [];
    private static readonly List<double> Together = [];
    private static double _peak;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-benchmark-");
    private MotoProcess _moto = null!;
    private BareTerraform _bare = null!;

    public static string? WhyNot() => OperatingSystem.IsLinux() ? BareTerraform.Missing() ?? ProviderMirror.Missing() ?? MotoProcess.Missing() : "terraform is run on Linux only";

    /// <summary>What is told beside the ratio.</summary>
    public static double Report(string unit) => unit switch
    {
        "times as many bare ones" => Median(Together) / (AtOnce * Median(Bare.Select(times => times.All))),
        "s of init in the bare one" => Median(Bare.Select(times => times.Init)),
        "MB" => _peak,
        _ => double.NaN,
    };

    [GlobalSetup]
    public async Task SetUp() => _moto = await MotoProcess.StartAsync();

    [GlobalSetup(Target = nameof(BareCommands))]
    public async Task SetUpBare()
    {
        await SetUp();
        _bare = new BareTerraform(Path.Combine(_directory.FullName, "configuration"), _moto.Endpoint, Region);
        await using EnvironmentManager manager = MakeManager();
        await using TestEnvironment environment = await manager.OpenAsync(Spec);
        string workspace = Path.Combine(StateDirectory, "environments", environment.Id.Value);
        int count = _bare.CopyFrom(workspace);
        if (count != Resources)
        {
            throw new InvalidOperationException($"The environment has {count} resources, not {Resources}.");
        }
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _moto.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Benchmark(Baseline = true)]
    public async Task BareCommands() => Bare.Add(await _bare.RunAsync());

    [Benchmark]
    public Task Environment() => OpenAndDisposeAsync();

    /// <summary>Held against so many bare runs one after the other, which take so many times what one takes.</summary>
    [Benchmark]
    public async Task FourAtOnce()
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        using CancellationTokenSource end = new();
        Task<double> peak = ProcessMemory.PeakAsync(StateDirectory, end.Token);
        await using (EnvironmentManager manager = MakeManager())
        {
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => OpenAndDisposeAsync(manager)));
        }

        Together.Add(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds);
        await end.CancelAsync();
        _peak = Math.Max(_peak, await peak);
    }

    private string StateDirectory => Path.Combine(_directory.FullName, "state");

    private static IEnumerable<string> Names(int count) => Enumerable.Range(1, count).Select(number => $"part-{number}");

    private async Task OpenAndDisposeAsync()
    {
        await using EnvironmentManager manager = MakeManager();
        await OpenAndDisposeAsync(manager);
    }

    private static async Task OpenAndDisposeAsync(EnvironmentManager manager) => await (await manager.OpenAsync(Spec)).DisposeAsync();

    private EnvironmentManager MakeManager() => EnvironmentManager.Create(environments => environments
        .UseAws(options =>
        {
            options.EndpointUrl = new Uri(_moto.Endpoint);
            options.Credentials = new BasicAWSCredentials("testing", "testing");
            options.StateDirectory = StateDirectory;
            options.ProviderVersion = ProviderMirror.ProviderVersion;
            options.Terraform.PluginMirror = ProviderMirror.Location;
        })
        .Configure(options => options.AllowVolatileStore = true));

    // Without the first ones, in which files get into the page cache.
    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.TakeLast(Iterations).Order()];
        return sorted[sorted.Length / 2];
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Lumina.Environments.Benchmarks;

/// <summary>A web API as a child process, from the call to its first 200: as a service of an environment, against a bare start of the process.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 2, iterationCount: 15)]
public class WebApiStart
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Lumina.Environments.Benchmarks.WebApi.dll");
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private readonly HttpClient _http = new();
    private EnvironmentManager _manager = null!;
    private TestEnvironment? _environment;
    private Process? _process;

    public static string? WhyNot() => OperatingSystem.IsLinux() ? null : "services as processes run on Linux only";

    [GlobalSetup]
    public void SetUp() => _manager = EnvironmentManager.Create(environments => environments.UseLocal());

    [GlobalCleanup]
    public async Task CleanUp() => await _manager.DisposeAsync();

    [IterationCleanup]
    public void EndOne()
    {
        _environment?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _environment = null;
        _process?.Kill();
        _process?.WaitForExit();
        _process = null;
    }

    [Benchmark(Baseline = true)]
    public async Task BareProcess()
    {
        string address = $"http://127.0.0.1:{FreePort()}";
        ProcessStartInfo start = new("dotnet", [Program]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = address;
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        while (!await AnswersAsync(new Uri($"{address}/health")))
        {
            await Task.Delay(Interval);
        }
    }

    [Benchmark]
    public async Task Service() => _environment = await _manager.OpenAsync(new EnvironmentSpec("web", "bench")
    {
        Services =
        [
            new ServiceSpec("api", ServiceSource.Command("dotnet", Program)) { Endpoints = [EndpointSpec.Http()], HealthCheck = HealthCheckSpec.Http("/health") },
        ],
    });

    private async Task<bool> AnswersAsync(Uri address)
    {
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(address);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

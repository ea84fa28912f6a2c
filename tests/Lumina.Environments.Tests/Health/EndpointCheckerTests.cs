using System.Net;
using System.Net.Sockets;

namespace Lumina.Environments.Tests.Health;

/// <summary>HTTP and TCP checks against real sockets.</summary>
[Trait("Category", "Health")]
public sealed class EndpointCheckerTests : IDisposable
{
    private readonly HttpHealthChecker _http = new();
    private readonly TcpHealthChecker _tcp = new();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(302, true)]
    [InlineData(404, false)]
    [InlineData(503, false)]
    public async Task An_http_check_passes_with_a_status_from_200_to_399(int status, bool passes)
    {
        await using LoopbackServer server = new(_ => LoopbackServer.Status(status, "Location: http://127.0.0.1:1/elsewhere\r\n"));

        HealthProbeResult result = await _http.ProbeAsync(Http($"http://127.0.0.1:{server.Port}"), CancellationToken.None);

        result.Should().Be(new HealthProbeResult(passes ? HealthOutcome.Pass : HealthOutcome.Fail, $"answered {status} on GET http://127.0.0.1:{server.Port}/health"));
    }

    [Fact]
    public async Task An_http_check_asks_for_its_path_and_shows_no_credentials()
    {
        string? line = null;
        await using LoopbackServer server = new(first =>
        {
            line = first;
            return LoopbackServer.Status(200);
        });

        HealthProbeResult result = await _http.ProbeAsync(Http($"http://user:very-secret@127.0.0.1:{server.Port}", "/ready?deep=1"), CancellationToken.None);

        line.Should().Be("GET /ready?deep=1 HTTP/1.1");
        result.Message.Should().NotContain("very-secret");
    }

    [Fact]
    public async Task A_web_sockets_endpoint_is_asked_over_http()
    {
        await using LoopbackServer server = new(_ => LoopbackServer.Status(200));
        HealthCheckContext context = new()
        {
            Check = HealthCheckSpec.Http("/health"),
            Spec = new ServiceSpec("chat") { Endpoints = [EndpointSpec.Tcp(), EndpointSpec.WebSocket()] },
            Outputs = ComponentOutputs.Empty.With("tcp", "tcp://127.0.0.1:1").With("websocket", $"ws://127.0.0.1:{server.Port}"),
        };

        (await _http.ProbeAsync(context, CancellationToken.None)).Outcome.Should().Be(HealthOutcome.Pass);
    }

    [Theory]
    [InlineData("/base")]
    [InlineData("/base/")]
    public async Task A_service_below_a_path_is_asked_below_it(string path)
    {
        string? asked = null;
        await using LoopbackServer server = new(line =>
        {
            asked = line;
            return LoopbackServer.Status(200);
        });

        HealthProbeResult result = await _http.ProbeAsync(Http($"http://127.0.0.1:{server.Port}{path}"), CancellationToken.None);

        (result.Outcome, asked).Should().Be((HealthOutcome.Pass, "GET /base/health HTTP/1.1"));
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        await using TestEnvironment environment = await manager.OpenAsync(new EnvironmentSpec("shop", "payments") { Services = [new ServiceSpec("api", ServiceSource.External(new Uri($"http://127.0.0.1:{server.Port}{path}"))) { Endpoints = [EndpointSpec.Http()] }] });
        using HttpClient client = environment.CreateHttpClient("api");
        (await client.GetAsync("orders")).EnsureSuccessStatusCode();
        asked.Should().Be("GET /base/orders HTTP/1.1");
    }

    [Fact]
    public async Task A_port_on_which_nobody_listens_refuses()
    {
        int port = FreePort();

        (await _http.ProbeAsync(Http($"http://127.0.0.1:{port}"), CancellationToken.None)).Should().Be(HealthProbeResult.Fail($"connection refused on GET http://127.0.0.1:{port}/health"));
        (await _tcp.ProbeAsync(Tcp($"tcp://127.0.0.1:{port}"), CancellationToken.None)).Should().Be(HealthProbeResult.Fail($"connection refused on TCP 127.0.0.1:{port}"));
    }

    [Theory]
    [InlineData("", "the connection was closed without an answer")]
    [InlineData("220 mail ready\r\n\r\n", "the answer was not HTTP")]
    public async Task A_server_that_speaks_no_http_is_told_so_in_few_words(string answer, string message)
    {
        await using LoopbackServer server = new(_ => answer);

        HealthProbeResult result = await _http.ProbeAsync(Http($"http://127.0.0.1:{server.Port}"), CancellationToken.None);

        result.Should().Be(HealthProbeResult.Fail($"{message} on GET http://127.0.0.1:{server.Port}/health"));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_named_within_the_checks_time()
    {
        await using LoopbackServer server = new(_ => null);
        ServiceSpec spec = new("api")
        {
            HealthCheck = HealthCheckSpec.Http("/health") with { Timeout = TimeSpan.FromMilliseconds(100), StartupTimeout = TimeSpan.FromMilliseconds(450) },
            Endpoints = [EndpointSpec.Http()],
        };

        Func<Task> waiting = () => new ReadinessGate([_http, _tcp], TimeProvider.System)
            .WaitUntilReadyAsync(spec, ComponentOutputs.Empty.With("http", $"http://127.0.0.1:{server.Port}"), exit: null, hasWritten: null, observe: null, CancellationToken.None).AsTask();

        (await waiting.Should().ThrowAsync<ComponentNotReadyException>()).Which.LastProbe.Should().Be($"no answer within 100 ms to GET http://127.0.0.1:{server.Port}/health");
    }

    [Fact]
    public async Task A_server_that_answers_at_its_third_try_is_ready()
    {
        int requests = 0;
        await using LoopbackServer server = new(_ => LoopbackServer.Status(++requests < 3 ? 503 : 200));
        ServiceSpec spec = new("api") { HealthCheck = HealthCheckSpec.Http("/health"), Endpoints = [EndpointSpec.Http()] };

        await new ReadinessGate([_http, _tcp], TimeProvider.System)
            .WaitUntilReadyAsync(spec, ComponentOutputs.Empty.With("http", $"http://127.0.0.1:{server.Port}"), exit: null, hasWritten: null, observe: null, CancellationToken.None);

        requests.Should().Be(3);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_reachable_from_here_is_a_failure_with_its_name()
    {
        HealthCheckContext inside = new()
        {
            Check = HealthCheckSpec.Http(endpoint: "admin"),
            Spec = new ServiceSpec("api") { Endpoints = [EndpointSpec.Http(name: "admin")] },
            Outputs = ComponentOutputs.Empty.With("admin", "http://api:8080", Vantage.Network),
        };

        (await _http.ProbeAsync(inside, CancellationToken.None)).Should().Be(HealthProbeResult.Fail("it has no endpoint 'admin' that is reachable from here"));
    }

    [Fact]
    public async Task A_tcp_check_connects_to_a_databases_host_and_port()
    {
        await using LoopbackServer server = new(_ => null);
        HealthCheckContext context = new()
        {
            Check = HealthCheckSpec.Tcp(),
            Spec = new DatabaseSpec("orders", DatabaseType.MongoDb),
            Outputs = ComponentOutputs.Empty.With(OutputNames.Host, "127.0.0.1").With(OutputNames.Port, $"{server.Port}"),
        };

        (await _tcp.ProbeAsync(context, CancellationToken.None)).Should().Be(HealthProbeResult.Pass($"accepted a connection on TCP 127.0.0.1:{server.Port}"));
    }

    private static HealthCheckContext Http(string address, string path = "/health") => new()
    {
        Check = HealthCheckSpec.Http(path),
        Spec = new ServiceSpec("api") { Endpoints = [EndpointSpec.Http()] },
        Outputs = ComponentOutputs.Empty.With("http", address),
    };

    private static HealthCheckContext Tcp(string address) => new()
    {
        Check = HealthCheckSpec.Tcp(),
        Spec = new ServiceSpec("api") { Endpoints = [EndpointSpec.Tcp()] },
        Outputs = ComponentOutputs.Empty.With("tcp", address),
    };

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

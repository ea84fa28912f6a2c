using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Local.Tests.Processes;

[Trait("Category", "Local")]
[Trait("Category", "Networking")]
[SupportedOSPlatform("linux")]
public sealed class PortReservationTests
{
    [SkippableFact]
    public async Task A_reserved_port_is_given_to_nobody_by_chance_and_can_be_bound_by_whom_it_is_for()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere the options of sockets mean other things.");
        using CancellationTokenSource end = new();
        Task[] thieves = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => BindAnyPortUntil(end.Token)))];
        HashSet<int> ports = [];
        List<PortReservation> held = [];
        for (int round = 0; round < 300; round++)
        {
            PortReservation port = PortReservation.Take();
            held.Add(port);
            ports.Add(port.Port).Should().BeTrue("each is another's");
            using Socket server = Listen(port.EndPoint);
        }

        await end.CancelAsync();
        await Task.WhenAll(thieves);
        held.ForEach(port => port.Dispose());
    }

    [SkippableFact]
    public void A_reserved_port_stays_reserved_when_its_server_restarts()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere the options of sockets mean other things.");
        using PortReservation port = PortReservation.Take();
        Listen(port.EndPoint).Dispose();
        Listen(port.EndPoint).Dispose();
        Action other = () => PortReservation.Take(port: Listen(port.EndPoint).LocalEndPoint is IPEndPoint point ? point.Port : 0);

        other.Should().Throw<SocketException>("a server listens on it");
    }

    [SkippableFact]
    public async Task Kestrel_binds_a_reserved_port()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere the options of sockets mean other things.");
        using PortReservation port = PortReservation.Take();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port.Port}");
        await using WebApplication app = builder.Build();
        app.MapGet("/", () => Results.Text("hello"));
        await app.StartAsync();
        using HttpClient client = new();

        (await client.GetStringAsync(new Uri($"http://127.0.0.1:{port.Port}/"))).Should().Be("hello");
    }

    [SkippableFact]
    public async Task Redis_binds_a_reserved_port()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere the options of sockets mean other things.");
        ProgramSearch search = new ProgramLocator(Environment.GetEnvironmentVariable).Find(new ProgramQuery("redis-server") { UsualPlaces = ["/usr/sbin"] });
        Skip.If(search.Best is null, search.DescribeMissing());
        await using TestProcessHost own = new();
        using PortReservation port = PortReservation.Take();
        ChildProcess redis = await own.Host.StartAsync(new ProcessLaunch(search.Best!)
        {
            Arguments = ["--port", $"{port.Port}", "--bind", "127.0.0.1", "--save", "", "--daemonize", "no"],
        });
        using CancellationTokenSource bound = new(Deadline.Default, TimeProvider.System);
        bool isReady = false;
        await foreach (string line in redis.Output.ReadLinesAsync(bound.Token))
        {
            isReady = line.Contains("Ready to accept connections", StringComparison.Ordinal);
            if (isReady)
            {
                break;
            }
        }

        isReady.Should().BeTrue(string.Join("\n", redis.Output.LastLines(20)));
        using TcpClient client = new();
        await client.ConnectAsync(port.EndPoint);
    }

    private static void BindAnyPortUntil(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using PortReservation stranger = PortReservation.Take();
            using Socket plain = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            plain.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            plain.Listen();
        }
    }

    private static Socket Listen(IPEndPoint endPoint)
    {
        Socket server = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(endPoint);
        server.Listen();
        return server;
    }
}

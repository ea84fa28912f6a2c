using System.Net;
using System.Net.Sockets;
using Docker.DotNet;

namespace Lumina.Environments.Docker.Tests;

/// <summary>Takes connections at an address and hands each on, with one of its own to the engine of this machine.</summary>
internal sealed class EngineRelay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly string _socket;
    private readonly Func<NetworkStream, NetworkStream, CancellationToken, Task> _forward;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    /// <param name="address">At which it listens, on a free port.</param>
    /// <param name="forward">Carries what comes from the caller, its first, to the engine, its second, and back.</param>
    public EngineRelay(IPAddress address, Func<NetworkStream, NetworkStream, CancellationToken, Task> forward)
    {
        using DockerClient engine = new DockerClientBuilder().Build();
        Skip.IfNot(engine.Options.Endpoint.Scheme == "unix", $"The engine is at {engine.Options.Endpoint}, not at a socket of this machine.");
        (_socket, _forward) = (engine.Options.Endpoint.LocalPath, forward);
        _listener = new TcpListener(address, 0);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it answers.</summary>
    public Uri Endpoint => new($"tcp://{_listener.LocalEndpoint}");

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _serving;
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ForwardAsync(await _listener.AcceptSocketAsync(_ending.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // It has ended, or stopped listening a moment before it was asked.
            await Task.WhenAll(connections);
        }
    }

    private async Task ForwardAsync(Socket caller)
    {
        try
        {
            await using NetworkStream outside = new(caller, ownsSocket: true);
            Socket engine = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await using NetworkStream inside = await ConnectAsync(engine);
            await _forward(outside, inside, _ending.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The caller, or the test, is done.
        }
    }

    private async Task<NetworkStream> ConnectAsync(Socket engine)
    {
        await engine.ConnectAsync(new UnixDomainSocketEndPoint(_socket), _ending.Token);
        return new NetworkStream(engine, ownsSocket: true);
    }
}

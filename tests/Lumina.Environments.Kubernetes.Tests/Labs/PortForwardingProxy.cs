using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using k8s;
using Lumina.Environments.ApiServers;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Stands before a real API server whose nodes run no containers: it hands on all that is asked, but for connections to ports of pods, which it leads to a server of this machine.</summary>
internal sealed class PortForwardingProxy : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly KubernetesClientConfiguration _configuration;
    private readonly k8s.Kubernetes _server;
    private readonly Func<string, Task<int>> _choosePort;
    private readonly Task _serving;

    /// <param name="kubeconfig">How the API server is reached.</param>
    /// <param name="choosePort">The port of this machine for a namespace.</param>
    public PortForwardingProxy(string kubeconfig, Func<string, Task<int>> choosePort)
    {
        _configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        _server = new k8s.Kubernetes(_configuration);
        _choosePort = choosePort;
        KubeConfig = ServerDouble.Listen(_listener);
        _serving = ServeAsync();
    }

    public string KubeConfig { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Abort();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _server.Dispose();
        File.Delete(KubeConfig);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext request = await _listener.GetContextAsync();
            _ = Task.Run(() => request.Request.IsWebSocketRequest ? ConnectAsync(request) : HandOnAsync(request));
        }
    }

    private async Task HandOnAsync(HttpListenerContext context)
    {
        using HttpRequestMessage request = new(new HttpMethod(context.Request.HttpMethod), new Uri(new Uri(_configuration.Host), context.Request.RawUrl));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _configuration.AccessToken);
        if (context.Request.HasEntityBody)
        {
            request.Content = new StreamContent(context.Request.InputStream);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        try
        {
            using HttpResponseMessage answer = await _server.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await AnswerRelay.RelayAsync(answer, context.Response);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or HttpListenerException or ObjectDisposedException)
        {
            context.Response.Abort();
        }
    }

    /// <summary>As a kubelet does: each message begins with its channel, 0 for data and 1 for errors, and the first of each is the port's number.</summary>
    private async Task ConnectAsync(HttpListenerContext context)
    {
        using WebSocket socket = (await context.AcceptWebSocketAsync("v4.channel.k8s.io")).WebSocket;
        byte[] number = BitConverter.GetBytes(ushort.Parse(context.Request.QueryString["ports"]!, System.Globalization.CultureInfo.InvariantCulture));
        await socket.SendAsync((byte[])[0, .. number], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        await socket.SendAsync((byte[])[1, .. number], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        using TcpClient pod = new();
        await pod.ConnectAsync(IPAddress.Loopback, await _choosePort(context.Request.Url!.Segments[4].TrimEnd('/')));
        NetworkStream stream = pod.GetStream();
        await Task.WhenAny(ReceiveAsync(), SendAsync());

        async Task ReceiveAsync()
        {
            byte[] buffer = new byte[64 * 1024];
            while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
            {
                await stream.WriteAsync(buffer.AsMemory(1, received.Count - 1));
            }
        }

        async Task SendAsync()
        {
            byte[] buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer.AsMemory(1)) is > 0 and int read)
            {
                await socket.SendAsync(buffer.AsMemory(0, read + 1), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            }
        }
    }
}

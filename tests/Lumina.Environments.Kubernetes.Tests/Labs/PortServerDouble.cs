using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Shows one pod that is ready beside one that is not, and answers on its ports with what it was sent, in capitals and in pieces.</summary>
internal sealed class PortServerDouble : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string? _error;
    private readonly Task _serving;
    private readonly string _kubeconfig;

    private readonly bool _isSilent;
    private readonly TaskCompletionSource _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="error">What the pod tells of at once; null for nothing.</param>
    /// <param name="isSilent">Whether it never answers who wants a port.</param>
    public PortServerDouble(string? error = null, bool isSilent = false)
    {
        (_error, _isSilent) = (error, isSilent);
        _kubeconfig = ServerDouble.Listen(_listener);
        _serving = ServeAsync();
    }

    public ConcurrentBag<string> Asked { get; } = [];

    /// <summary>Completes when somebody waits for an answer that does not come.</summary>
    public Task Silence => _silence.Task;

    public KubernetesCluster Connect(TimeProvider? time = null) => new(ClusterConnection.Open(new KubernetesOptions { KubeConfig = _kubeconfig }, null), time ?? TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        _listener.Abort();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(_kubeconfig);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext request = await _listener.GetContextAsync();
            Asked.Add(request.Request.Url!.PathAndQuery);
            if (request.Request.IsWebSocketRequest && _isSilent)
            {
                _silence.TrySetResult();
            }
            else if (request.Request.IsWebSocketRequest)
            {
                _ = Task.Run(() => AnswerAsync(request));
            }
            else
            {
                await request.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("""{"items":[{"metadata":{"name":"api-1-new"},"status":{"conditions":[{"type":"Ready","status":"False"}]}},{"metadata":{"name":"api-1-ready"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}]}"""));
                request.Response.Close();
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext request)
    {
        using WebSocket socket = (await request.AcceptWebSocketAsync("v4.channel.k8s.io")).WebSocket;
        byte[] number = [.. BitConverter.GetBytes((ushort)8080)];
        await SendAsync(socket, [0, .. number]);
        await SendAsync(socket, [1, .. number]);
        if (_error is not null)
        {
            await SendAsync(socket, [1, .. Encoding.UTF8.GetBytes(_error)]);
        }

        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            byte[] answer = [0, .. Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(buffer, 1, received.Count - 1).ToUpperInvariant())];
            int half = answer.Length / 2;
            await socket.SendAsync(answer.AsMemory(0, half), WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
            await socket.SendAsync(answer.AsMemory(half), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        }
    }

    private static Task SendAsync(WebSocket socket, byte[] message) => socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
}

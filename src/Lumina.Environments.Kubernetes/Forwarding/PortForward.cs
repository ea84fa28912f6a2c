using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>A port of this machine's loopback interface that leads to a component: each connection to a pod that is ready at that moment.</summary>
internal sealed class PortForward : IDisposable
{
    public const string Host = "127.0.0.1";

    private static readonly TimeSpan AnotherTry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan OpenPatience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    private readonly KubernetesCluster _cluster;
    private readonly string _namespace;
    private readonly string _labels;
    private readonly int _port;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public PortForward(KubernetesCluster cluster, string @namespace, string labels, int port)
    {
        (_cluster, _namespace, _labels, _port) = (cluster, @namespace, labels, port);
        _listener.Start();
        LocalPort = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Task.Run(AcceptAsync);
    }

    public int LocalPort { get; }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Socket client = await _listener.AcceptSocketAsync(_end.Token).ConfigureAwait(false);
                _ = Task.Run(() => CarryAsync(client));
            }
            catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
            {
                // It has ended, or stopped listening a moment before it was asked.
                return;
            }
            catch (SocketException)
            {
                // One that went away before it was accepted; or there are no descriptors left, and it is still there.
                await Task.Delay(AnotherTry, _cluster.Time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One connection. Where no pod is ready it ends at once, as where nothing listens.</summary>
    private async Task CarryAsync(Socket client)
    {
        using (client)
        {
            try
            {
                if (await FindPodAsync().ConfigureAwait(false) is not { } pod)
                {
                    return;
                }

                using WebSocket remote = await OpenAsync(pod).ConfigureAwait(false);
                using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                Task sending = PortChannel.SendAsync(client, remote, over.Token);
                Task receiving = PortChannel.ReceiveAsync(remote, client, over.Token);
                if (await Task.WhenAny(sending, receiving).ConfigureAwait(false) == sending && sending.IsCompletedSuccessfully)
                {
                    // Who has said all that he has to say may still want the answer, and nothing tells him from one who is gone.
                    await receiving.WaitAsync(AnswerPatience, _cluster.Time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                await over.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception) when (exception is ClusterException or SocketException or WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                // Who has connected sees the end of the connection, as with any server that goes away.
            }
        }
    }

    /// <summary>A server that takes the connection and is silent then would keep the caller for ever.</summary>
    private async Task<WebSocket> OpenAsync(string pod)
    {
        using CancellationTokenSource silent = new(OpenPatience, _cluster.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silent.Token, _end.Token);
        return await _cluster.OpenPortAsync(_namespace, pod, _port, either.Token).ConfigureAwait(false);
    }

    private async Task<string?> FindPodAsync()
    {
        await foreach (JsonObject pod in _cluster.ListAsync(KubernetesType.Pod, _namespace, _labels, _end.Token).ConfigureAwait(false))
        {
            if (!pod.IsEnding() && pod.Condition("Ready").Text("status") == "True")
            {
                return pod.Name();
            }
        }

        return null;
    }
}

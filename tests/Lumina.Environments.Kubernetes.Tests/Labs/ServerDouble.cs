using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Answers one request after the other with what it was given, and then keeps the rest waiting. What begins like a status is one, and is answered with its code.</summary>
internal sealed class ServerDouble : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public ServerDouble(params string[] answers)
    {
        KubeConfig = Listen(_listener);
        _serving = ServeAsync(answers);
    }

    /// <summary>A kubeconfig that leads here.</summary>
    public string KubeConfig { get; }

    public List<string> Asked { get; } = [];

    public KubernetesCluster Connect(TimeProvider? time = null) => new(ClusterConnection.Open(new KubernetesOptions { KubeConfig = KubeConfig }, null), time ?? TimeProvider.System);

    /// <summary>What is seen after each change, as names, until one is among them.</summary>
    public async Task<IReadOnlyList<string>> FollowUntilAsync(string last)
    {
        using KubernetesCluster cluster = Connect();
        List<string> seen = [];
        await foreach (ImmutableDictionary<string, JsonObject> objects in cluster.FollowAsync(KubernetesType.ConfigMap, "x", null, CancellationToken.None))
        {
            seen.Add(string.Join(' ', objects.Keys.Order(StringComparer.Ordinal)));
            if (objects.ContainsKey(last))
            {
                break;
            }
        }

        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Abort();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(KubeConfig);
    }

    /// <summary>Listens on a free port.</summary>
    /// <returns>A kubeconfig that leads there.</returns>
    public static string Listen(HttpListener listener)
    {
        using System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        string kubeconfig = Path.GetTempFileName();
        File.WriteAllText(kubeconfig, $$$"""{"apiVersion":"v1","kind":"Config","current-context":"x","clusters":[{"name":"x","cluster":{"server":"http://127.0.0.1:{{{port}}}"}}],"contexts":[{"name":"x","context":{"cluster":"x","user":"x"}}],"users":[{"name":"x","user":{"token":"x"}}]}""");
        return kubeconfig;
    }

    private async Task ServeAsync(string[] answers)
    {
        foreach (string answer in answers)
        {
            HttpListenerContext request = await _listener.GetContextAsync();
            Asked.Add(request.Request.Url!.Query);
            request.Response.StatusCode = answer.StartsWith("""{"kind":"Status",""", StringComparison.Ordinal) ? (int)JsonNode.Parse(answer)!["code"]! : (int)HttpStatusCode.OK;
            await request.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            request.Response.Close();
        }
    }
}

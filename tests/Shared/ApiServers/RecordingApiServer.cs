using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using k8s;

namespace Lumina.Environments.ApiServers;

/// <summary>Stands before an API server, hands on what it is asked and notes it.</summary>
internal sealed class RecordingApiServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly k8s.Kubernetes _server;
    private readonly ConcurrentQueue<ApiRequest> _requests = new();
    private readonly Task _serving;

    public RecordingApiServer(string kubeconfig, string directory)
    {
        KubernetesClientConfiguration configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        _server = new k8s.Kubernetes(configuration);
        int port = FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        KubeConfig = Path.Combine(directory, "recording-kubeconfig");
        File.WriteAllText(KubeConfig, $$$"""{"apiVersion":"v1","kind":"Config","current-context":"x","clusters":[{"name":"x","cluster":{"server":"http://127.0.0.1:{{{port}}}"}}],"contexts":[{"name":"x","context":{"cluster":"x","user":"x"}}],"users":[{"name":"x","user":{"token":"x"}}]}""");
        _serving = ServeAsync();
    }

    /// <summary>A kubeconfig that leads here.</summary>
    public string KubeConfig { get; }

    /// <summary>What was asked so far, in that order.</summary>
    public IReadOnlyList<ApiRequest> Requests => [.. _requests];

    public async ValueTask DisposeAsync()
    {
        _listener.Abort();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _server.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context = await _listener.GetContextAsync();
            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using StreamReader reader = new(context.Request.InputStream, Encoding.UTF8);
            string body = await reader.ReadToEndAsync();
            _requests.Enqueue(new ApiRequest(context.Request.HttpMethod, context.Request.Url!.AbsolutePath, context.Request.ContentType, body));
            using HttpRequestMessage request = new(new HttpMethod(context.Request.HttpMethod), new Uri(_server.BaseUri, context.Request.RawUrl));
            request.Headers.Accept.ParseAdd("application/json");
            if (body.Length > 0)
            {
                request.Content = new StringContent(body, Encoding.UTF8);
                request.Content.Headers.ContentType = new(context.Request.ContentType!);
            }

            await _server.Credentials.ProcessHttpRequestAsync(request, CancellationToken.None);
            using HttpResponseMessage response = await _server.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await AnswerRelay.RelayAsync(response, context.Response);
        }
        catch (Exception exception) when (exception is HttpListenerException or HttpRequestException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Whoever asked has gone, or the server has: the other notices.
            context.Response.Abort();
        }
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

using System.Net;
using System.Text;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Tokens and certificates are renewed while a process lives.</summary>
public sealed class RenewedCredentialsTests : IAsyncLifetime
{
    private readonly HttpListener _listener = new();
    private readonly string _kubeconfig;
    private readonly Task _serving;
    private string _known = "x";

    public RenewedCredentialsTests()
    {
        _kubeconfig = ServerDouble.Listen(_listener);
        _serving = ServeAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _listener.Abort();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(_kubeconfig);
    }

    [Fact]
    public async Task A_token_that_was_renewed_in_the_kubeconfig_is_taken_when_the_former_one_is_refused()
    {
        using KubernetesCluster cluster = Connect();
        (await AskAsync(cluster)).Should().Be("made");
        _known = "renewed";
        await Refused(cluster);

        await RewriteAsync("\"token\":\"x\"", "\"token\":\"renewed\"");

        (await AskAsync(cluster)).Should().Be("made");
        _known = "renewed once more";
        await Refused(cluster);
    }

    [Fact]
    public async Task A_kubeconfig_that_leads_to_another_server_by_now_is_left_alone()
    {
        using KubernetesCluster cluster = Connect();
        _known = "renewed";

        await RewriteAsync("127.0.0.1", "localhost");
        await RewriteAsync("\"token\":\"x\"", "\"token\":\"renewed\"");

        await Refused(cluster);
    }

    [Fact]
    public async Task A_program_that_cannot_tell_who_asks_is_named()
    {
        await RewriteAsync("\"token\":\"x\"", """
            "exec":{"apiVersion":"client.authentication.k8s.io/v1","command":"lumina-no-such-program","interactiveMode":"Never"}
            """);

        Func<Task> asking = async () =>
        {
            using KubernetesCluster cluster = Connect();
            await AskAsync(cluster);
        };

        (await asking.Should().ThrowAsync<ClusterException>()).Which.Message.Should().Contain("lumina-no-such-program");
    }

    private static async Task<string> AskAsync(KubernetesCluster cluster) =>
        (await cluster.SendAsync(new ClusterCall("get", KubernetesType.Namespace) { Name = "made" }, CancellationToken.None)).Name();

    private static async Task Refused(KubernetesCluster cluster) =>
        (await FluentActions.Awaiting(() => AskAsync(cluster)).Should().ThrowAsync<ClusterException>()).Which.Failure.Should().Be(ClusterFailure.Unauthorized);

    private KubernetesCluster Connect() => new(ClusterConnection.Open(new KubernetesOptions { KubeConfig = _kubeconfig }, null), TimeProvider.System);

    private async Task RewriteAsync(string old, string changed) => await File.WriteAllTextAsync(_kubeconfig, (await File.ReadAllTextAsync(_kubeconfig)).Replace(old, changed, StringComparison.Ordinal));

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext request = await _listener.GetContextAsync();
            bool isKnown = request.Request.Headers["Authorization"] == $"Bearer {_known}";
            request.Response.StatusCode = (int)(isKnown ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
            await request.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(isKnown ? """{"metadata":{"name":"made"}}""" : """{"kind":"Status","code":401,"message":"Unauthorized"}"""));
            request.Response.Close();
        }
    }
}

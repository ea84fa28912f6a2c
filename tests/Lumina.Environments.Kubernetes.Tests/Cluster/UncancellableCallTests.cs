using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What the server does although who asked has given up.</summary>
public sealed class UncancellableCallTests
{
    [Fact]
    public async Task The_answer_to_what_makes_something_is_waited_for_although_who_asks_has_given_up()
    {
        using HttpListener listener = new();
        string kubeconfig = ServerDouble.Listen(listener);
        try
        {
            using KubernetesCluster cluster = new(ClusterConnection.Open(new KubernetesOptions { KubeConfig = kubeconfig }, null), TimeProvider.System);
            using CancellationTokenSource giving = new();
            Task<JsonObject> making = cluster.SendOnceAsync(new ClusterCall("create", KubernetesType.Namespace) { Body = [], IsUncancellable = true }, giving.Token);
            HttpListenerContext request = await listener.GetContextAsync();
            await giving.CancelAsync();
            await request.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("""{"metadata":{"name":"made"}}"""));
            request.Response.Close();

            JsonObject made = await making;

            made.Name().Should().Be("made");
        }
        finally
        {
            File.Delete(kubeconfig);
        }
    }
}

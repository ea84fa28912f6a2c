using k8s;
using k8s.Models;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>A namespace that is not what it was: nothing that is ours may go unseen, and nothing that runs on may count as stopped or gone.</summary>
public sealed class LostNamespaceTests
{
    [SkippableFact]
    public async Task Components_that_end_at_the_same_time_take_their_namespace_with_them()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext api = await lab.NewAsync();
        ComponentContext worker = await lab.NewAsync("worker", beside: api);
        await lab.ProvisionAsync(api);
        await lab.ProvisionAsync(worker);

        await Task.WhenAll(lab.DestroyAsync(api).AsTask(), lab.DestroyAsync(worker).AsTask());

        (await NamespacesAsync(lab)).Should().NotContain(Namespace(api));
        (await lab.Provider.ObserveAsync(api, CancellationToken.None)).Exists.Should().BeFalse();
        (await lab.Provider.ObserveAsync(worker, CancellationToken.None)).Exists.Should().BeFalse();
    }

    [SkippableFact]
    public async Task A_namespace_in_which_nothing_is_left_is_seen_and_ended()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext api = await lab.NewAsync();
        await lab.ProvisionAsync(api);
        await PatchAsync(lab, api, $$$$"""{"metadata":{"annotations":{"lumina-components/{{{{api.ExternalName}}}}":null}}}""");

        (await lab.Provider.ObserveAsync(api, CancellationToken.None)).Exists.Should().BeTrue();
        await lab.DestroyAsync(api);

        (await NamespacesAsync(lab)).Should().NotContain(Namespace(api));
    }

    [SkippableTheory]
    [InlineData("""{"metadata":{"labels":{"app.kubernetes.io/managed-by":null}}}""")]
    [InlineData("""{"metadata":{"annotations":{"lumina-owner":null,"lumina-environment":null,"lumina-installation":null}}}""")]
    public async Task A_namespace_that_has_lost_marks_is_refused_and_not_taken_for_gone(string patch)
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext api = await lab.NewAsync();
        await lab.ProvisionAsync(api);
        await PatchAsync(lab, api, patch);

        foreach (Func<Task> call in (Func<Task>[])[() => lab.Provider.StopAsync(api, CancellationToken.None).AsTask(), () => lab.DestroyAsync(api).AsTask(), () => lab.Provider.ObserveAsync(api, CancellationToken.None).AsTask()])
        {
            (await call.Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("has lost marks").And.Contain(Namespace(api));
        }

        (await NamespacesAsync(lab)).Should().Contain(Namespace(api));
    }

    [SkippableFact]
    public async Task Ports_that_lead_to_what_another_process_has_ended_are_closed_by_whoever_looks_for_it()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        await using KubernetesEnvironmentLab another = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext api = await lab.NewAsync();
        await lab.ProvisionAsync(api);
        int port = lab.Forwards.Open(lab.Clusters.Open(), Namespace(api), api.ExternalName, 8080);
        await another.DestroyAsync(api);

        (await lab.Provider.ObserveAsync(api, CancellationToken.None)).Exists.Should().BeFalse();

        using System.Net.Sockets.TcpClient client = new();
        await FluentActions.Awaiting(() => client.ConnectAsync("127.0.0.1", port)).Should().ThrowAsync<System.Net.Sockets.SocketException>();
    }

    [SkippableFact]
    public async Task What_somebody_has_deleted_cannot_be_stopped()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext api = await lab.NewAsync();

        Func<Task> stop = () => lab.Provider.StopAsync(api, CancellationToken.None).AsTask();

        (await stop.Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("somebody else removed it");
    }

    [SkippableFact]
    public async Task A_namespace_that_somebody_removes_while_components_are_made_is_not_made_anew_in_the_same_attempt()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext api = await lab.NewAsync();
        ComponentContext worker = await lab.NewAsync("worker", beside: api);
        await lab.ProvisionAsync(api);
        await lab.View.CoreV1.DeleteNamespaceAsync(Namespace(api));
        using CancellationTokenSource bound = new(TimeSpan.FromMinutes(1), TimeProvider.System);
        while ((await NamespacesAsync(lab)).Contains(Namespace(api), StringComparer.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, bound.Token);
        }

        Func<Task> provision = () => lab.ProvisionAsync(worker);

        (await provision.Should().ThrowAsync<ProviderException>().WithMessage("*was removed by somebody else*")).Which.IsTransient.Should().BeTrue("who still has the lease may try again");
        (await NamespacesAsync(lab)).Should().NotContain(Namespace(api));
    }

    /// <summary>To delete what is in it is only faster than to let the cluster do it.</summary>
    [Fact]
    public async Task A_cluster_that_refuses_to_have_the_content_deleted_does_not_keep_the_namespace_from_ending()
    {
        const string Refused = """{"kind":"Status","code":403,"message":"admission webhook \"policy\" denied the request: no deletes"}""";
        await using ServerDouble server = new("{}", Refused, Refused, Refused, Refused, Refused, """{"items":[],"metadata":{"resourceVersion":"1"}}""", """{"kind":"Status","code":404,"reason":"NotFound"}""");
        using KubernetesCluster cluster = server.Connect();

        await new NamespaceEnder().EndAsync(cluster, EnvironmentNamespace.Read((System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse("""{"metadata":{"name":"shop","uid":"1"}}""")!), NullLogger.Instance, CancellationToken.None);

        server.Asked.Should().HaveCount(8);
    }

    private static string Namespace(ComponentContext context) => KubernetesLab.NamespaceOf(context.EnvironmentId);

    private static Task PatchAsync(KubernetesEnvironmentLab lab, ComponentContext context, string patch) =>
        lab.View.CoreV1.PatchNamespaceAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), Namespace(context));

    private static async Task<string[]> NamespacesAsync(KubernetesEnvironmentLab lab) => [.. (await lab.View.CoreV1.ListNamespaceAsync()).Items.Select(each => each.Metadata.Name)];
}

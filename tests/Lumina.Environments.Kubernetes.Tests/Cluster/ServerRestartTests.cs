using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The API server of the tests goes away and comes back; nothing else runs meanwhile.</summary>
[Collection(nameof(ServerRestartTests))]
[CollectionDefinition(nameof(ServerRestartTests), DisableParallelization = true)]
public sealed class ServerRestartTests
{
    [SkippableFact]
    public async Task An_environment_is_made_and_ended_although_the_server_restarts_meanwhile()
    {
        string directory = await TestCluster.RequireOwnAsync();
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        Task restart = RestartAsync(directory);
        await lab.ProvisionAsync(context, spec => spec with { Replicas = 3 });
        await restart;

        restart = RestartAsync(directory);
        await lab.DestroyAsync(context);
        await restart;
        (await lab.Provider.ObserveAsync(context, CancellationToken.None)).Exists.Should().BeFalse();
    }

    [SkippableFact]
    public async Task Who_follows_a_type_sees_what_happened_while_the_server_was_away()
    {
        string directory = await TestCluster.RequireOwnAsync();
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        KubernetesCluster cluster = lab.Clusters.Open();
        await using IAsyncEnumerator<IReadOnlyDictionary<string, System.Text.Json.Nodes.JsonObject>> seen =
            cluster.FollowAsync(KubernetesType.ConfigMap, KubernetesLab.NamespaceOf(context.EnvironmentId), null, CancellationToken.None).GetAsyncEnumerator();
        (await seen.MoveNextAsync()).Should().BeTrue();

        await RestartAsync(directory);
        await k8s.CoreV1OperationsExtensions.CreateNamespacedConfigMapAsync(lab.View.CoreV1, new k8s.Models.V1ConfigMap { Metadata = new k8s.Models.V1ObjectMeta { Name = "after" } }, KubernetesLab.NamespaceOf(context.EnvironmentId));

        while (!seen.Current.ContainsKey("after"))
        {
            (await seen.MoveNextAsync()).Should().BeTrue();
        }
    }

    private static async Task RestartAsync(string directory) => (await TestCluster.RunAsync("api-restart.sh", directory)).Code.Should().Be(0);
}

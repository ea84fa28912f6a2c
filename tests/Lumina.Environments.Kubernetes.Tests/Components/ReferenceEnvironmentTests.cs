using k8s;
using k8s.Models;
using Lumina.Environments.Tests.Reference;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The reference environment, as its file says it. Its images are names alone: a node of the tests' own says that its pods run and that their probes pass.</summary>
[Collection(nameof(ReferenceEnvironmentTests))]
[CollectionDefinition(nameof(ReferenceEnvironmentTests), DisableParallelization = true)]
public sealed class ReferenceEnvironmentTests
{
    [SkippableFact]
    public async Task The_reference_environment_lives_on_a_cluster_with_the_same_events_in_the_order_of_dependencies_as_in_memory()
    {
        await TestCluster.RequireOwnAsync();
        string kubeconfig = await TestCluster.RequireAsync();
        string file = Path.Combine(TestCluster.FindRoot(), "samples", "platform", "environment.json");
        using k8s.Kubernetes view = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        await using StandInNode node = await StandInNode.JoinAsync(kubeconfig);
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .UseKubernetes(options => (options.KubeConfig, options.NamespacePrefix, options.AllowUnencrypted, options.ForwardPorts) = (kubeconfig, "lumina-test", true, false))
            .Configure(options => options.AllowVolatileStore = true));

        IReadOnlyList<EnvironmentEvent> events = await ReferenceLife.RunAsync(manager, file, async environment =>
        {
            IList<V1Pod> pods = (await view.CoreV1.ListNamespacedPodAsync($"lumina-test-{environment.Id}")).Items;
            pods.Should().OnlyContain(pod => pod.Spec.NodeName == StandInNode.Name);
            pods.SelectMany(pod => pod.Spec.Containers).Select(container => container.Image).Distinct(StringComparer.Ordinal)
                .Should().BeEquivalentTo("postgres:14", "redis:6.2", "lumina-samples/shop-api:1", "lumina-samples/shop-ui:1");
        });

        await ReferenceLife.ShouldBeAsInMemoryAsync(events, file, ComponentName.Network, ComponentName.Infrastructure, ComponentName.Monitoring);
        (await view.CoreV1.ListNamespaceAsync(fieldSelector: $"metadata.name=lumina-test-{events[0].EnvironmentId}")).Items.Should().BeEmpty();
    }
}

using k8s;
using k8s.Models;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The namespace of an environment, from its first component to its last.</summary>
public sealed class NamespaceLifeTests
{
    [SkippableFact]
    public async Task An_environment_is_a_namespace_with_marks_bounds_and_walls_and_nothing_is_left_of_it()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();

        await using (TestEnvironment environment = await lab.Manager.OpenAsync(KubernetesLab.Shop(replicas: 2)))
        {
            string name = KubernetesLab.NamespaceOf(environment.Id);
            V1Namespace made = (await lab.FindAsync(environment.Id))!;
            made.Metadata.Labels.Should().Contain(OwnershipMarks.EnvironmentMark, environment.Id.Value).And.Contain("pod-security.kubernetes.io/enforce", "privileged");
            made.Metadata.Annotations.Should().Contain(OwnershipMarks.OwnerMark, "tests").And.Contain("lumina-environment-name", "shop");
            (await lab.View.CoreV1.ReadNamespacedResourceQuotaAsync("environment", name)).Spec.Hard["requests.memory"].ToString().Should().Be("16Gi");
            (await lab.View.CoreV1.ReadNamespacedLimitRangeAsync("environment", name)).Spec.Limits[0].DefaultProperty["cpu"].ToString().Should().Be("500m");
            V1NetworkPolicy wall = await lab.View.NetworkingV1.ReadNamespacedNetworkPolicyAsync("default-deny", name);
            wall.Spec.PolicyTypes.Should().BeEquivalentTo("Ingress", "Egress");
            wall.Spec.Ingress.Should().BeNullOrEmpty();
            wall.Spec.Egress.Should().ContainSingle().Which.Ports.Should().OnlyContain(port => port.Port == "53");
            (await lab.View.CoreV1.ReadNamespacedServiceAccountAsync("default", name)).AutomountServiceAccountToken.Should().BeFalse();
            (await lab.View.AppsV1.ReadNamespacedDeploymentAsync("api", name)).Status.ReadyReplicas.Should().Be(2, "an environment is there when its pods are ready");
        }

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_namespace_of_somebody_else_is_neither_taken_nor_touched()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();
        EnvironmentSnapshot planned = await lab.Manager.ProvisionAsync(KubernetesLab.Single());
        await lab.Manager.TerminateAsync(planned.Id);
        V1Namespace foreign = await lab.View.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = $"lumina-test-{planned.Id}" } });
        try
        {
            KubernetesCluster cluster = new(ClusterConnection.Open(new KubernetesOptions { KubeConfig = lab.KubeConfig }, null), TimeProvider.System);
            Func<Task> enter = () => new NamespaceMaker(new KubernetesOptions()).EnterAsync(cluster, foreign.Metadata.Name, Contexts.Of(planned.Id), new ComponentEntry(ComponentName.Network, "network-1", []), CancellationToken.None);
            (await enter.Should().ThrowAsync<Providers.ProviderException>()).Which.Message.Should().Contain("somebody else's");
            await new KubernetesEnvironmentLab(lab.KubeConfig).DestroyAsync(Contexts.Of(planned.Id));

            V1Namespace after = (await lab.FindAsync(planned.Id))!;
            after.Metadata.Uid.Should().Be(foreign.Metadata.Uid);
            after.Metadata.DeletionTimestamp.Should().BeNull();
        }
        finally
        {
            await lab.View.CoreV1.DeleteNamespaceAsync(foreign.Metadata.Name);
        }
    }

    [SkippableFact]
    public async Task What_holds_a_namespace_is_named_with_its_finalizer()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(KubernetesLab.Single());
        string name = KubernetesLab.NamespaceOf(environment.Id);
        await lab.View.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "clung", Finalizers = ["example.com/never"] } }, name);

        EnvironmentNamespace seen = EnvironmentNamespace.Read((System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(k8s.KubernetesJson.Serialize(await lab.FindAsync(environment.Id)))!);
        KubernetesCluster cluster = new(ClusterConnection.Open(new KubernetesOptions { KubeConfig = lab.KubeConfig }, null), TimeProvider.System);
        Func<Task> end = () => new NamespaceEnder { FinalizerPatience = TimeSpan.FromSeconds(1) }.EndAsync(cluster, seen, CancellationToken.None);
        (await end.Should().ThrowAsync<Providers.ProviderException>()).Which.Message.Should().Contain("configmaps 'clung' by example.com/never");

        await lab.View.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), "clung", name);
        await lab.Manager.TerminateAsync(environment.Id);
        (await lab.LeftAsync()).Should().BeEmpty();
    }

}

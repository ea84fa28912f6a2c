using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The namespace of an environment, from its first component to its last.</summary>
public sealed class NamespaceLifeTests
{
    [SkippableFact]
    public async Task An_environment_is_a_namespace_with_marks_bounds_and_walls_and_nothing_is_left_of_it()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();

        Dictionary<string, string> tags = new(StringComparer.Ordinal) { ["Team / ü"] = new string('x', 200) };

        await using (TestEnvironment environment = await lab.Manager.OpenAsync(KubernetesLab.Shop(replicas: 2) with { Tags = tags }))
        {
            string name = KubernetesLab.NamespaceOf(environment.Id);
            V1Namespace made = (await lab.FindAsync(environment.Id))!;
            made.Metadata.Labels.Should().Contain(OwnershipMarks.EnvironmentMark, environment.Id.Value).And.Contain("pod-security.kubernetes.io/enforce", "privileged");
            made.Metadata.Annotations.Should().Contain(OwnershipMarks.OwnerMark, "tests").And.Contain("lumina-environment-name", "shop");
            JsonNode.Parse(made.Metadata.Annotations["lumina-tags"])!.Deserialize<Dictionary<string, string>>().Should().BeEquivalentTo(tags);
            (await lab.View.CoreV1.ReadNamespacedResourceQuotaAsync("environment", name)).Spec.Hard["requests.memory"].ToString().Should().Be("16Gi");
            (await lab.View.CoreV1.ReadNamespacedLimitRangeAsync("environment", name)).Spec.Limits[0].DefaultProperty["cpu"].ToString().Should().Be("500m");
            V1NetworkPolicy wall = await lab.View.NetworkingV1.ReadNamespacedNetworkPolicyAsync("default-deny", name);
            wall.Spec.PolicyTypes.Should().BeEquivalentTo("Ingress", "Egress");
            wall.Spec.Ingress.Should().BeNullOrEmpty();
            wall.Spec.Egress.Where(rule => rule.To is null or []).Should().ContainSingle().Which.Ports.Should().OnlyContain(port => port.Port == "53");
            wall.Spec.Egress.Where(rule => rule.To is not (null or [])).Should().ContainSingle().Which.To.Single().NamespaceSelector.MatchExpressions.Single().Values.Should().Equal("kube-system", "openshift-dns");
            (await lab.View.CoreV1.ReadNamespacedServiceAccountAsync("default", name)).AutomountServiceAccountToken.Should().BeFalse();
            (await lab.View.AppsV1.ReadNamespacedDeploymentAsync("api", name)).Status.ReadyReplicas.Should().Be(2, "an environment is there when its pods are ready");
        }

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_namespace_of_somebody_else_is_neither_taken_nor_ended()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        string name = KubernetesLab.NamespaceOf(context.EnvironmentId);
        V1Namespace foreign = await lab.View.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });

        Func<Task> provision = () => lab.ProvisionAsync(context);
        (await provision.Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("somebody else's");
        await lab.DestroyAsync(context);

        V1Namespace after = await lab.View.CoreV1.ReadNamespaceAsync(name);
        after.Metadata.Uid.Should().Be(foreign.Metadata.Uid);
        after.Metadata.DeletionTimestamp.Should().BeNull();
        after.Metadata.Annotations.Should().BeNullOrEmpty();
    }

    [SkippableFact]
    public async Task A_namespace_of_another_installation_is_refused()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext ours = await lab.NewAsync();
        await lab.ProvisionAsync(ours);
        ComponentContext other = Contexts.Of(ours.EnvironmentId, ours.Component, installation: "another", ours.Location);

        Func<Task> destroy = () => lab.DestroyAsync(other).AsTask();
        (await destroy.Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("installation 'default'");
        (await lab.Provider.ObserveAsync(ours, CancellationToken.None)).IsRunning.Should().BeTrue();
    }

    [SkippableFact]
    public async Task What_holds_a_namespace_is_named_with_its_finalizer_and_once_it_lets_go_the_namespace_ends()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        string name = KubernetesLab.NamespaceOf(context.EnvironmentId);
        await lab.View.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "clung", Finalizers = ["example.com/never"] } }, name);

        Func<Task> destroy = () => lab.DestroyAsync(context).AsTask();
        (await destroy.Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("configmaps 'clung' by example.com/never");

        await lab.View.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), "clung", name);
        await using KubernetesEnvironmentLab patient = await KubernetesEnvironmentLab.CreateAsync(patience: TimeSpan.FromMinutes(1));
        await patient.DestroyAsync(context);
        (await lab.View.CoreV1.ListNamespaceAsync(fieldSelector: $"metadata.name={name}")).Items.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task The_namespace_stays_until_its_last_component_is_destroyed()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext api = await lab.NewAsync();
        ComponentContext worker = await lab.NewAsync("worker", beside: api);
        await Task.WhenAll(lab.ProvisionAsync(api), lab.ProvisionAsync(worker));
        string name = KubernetesLab.NamespaceOf(api.EnvironmentId);

        await lab.DestroyAsync(api);
        (await lab.Provider.ObserveAsync(api, CancellationToken.None)).Exists.Should().BeFalse();
        (await lab.Provider.ObserveAsync(worker, CancellationToken.None)).IsRunning.Should().BeTrue();
        (await lab.View.AppsV1.ListNamespacedDeploymentAsync(name)).Items.Select(each => each.Metadata.Name).Should().Equal("worker");

        await lab.DestroyAsync(worker);
        (await lab.View.CoreV1.ListNamespaceAsync(fieldSelector: $"metadata.name={name}")).Items.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_later_expiry_is_read_from_the_namespace_and_what_a_person_keeps_stays_kept()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        await lab.View.CoreV1.PatchNamespaceAsync(new V1Patch(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [OwnershipMarks.KeepMark] = "true" } } }.ToJsonString(), V1Patch.PatchType.MergePatch), KubernetesLab.NamespaceOf(context.EnvironmentId));
        DateTimeOffset later = new(2040, 1, 2, 3, 4, 5, TimeSpan.Zero);
        ComponentContext extended = new()
        {
            EnvironmentId = context.EnvironmentId,
            EnvironmentName = context.EnvironmentName,
            Component = context.Component,
            ExternalName = context.ExternalName,
            Location = context.Location,
            Marks = context.Marks with { ExpiresAt = later },
        };

        await lab.Provider.UpdateMarksAsync(extended, CancellationToken.None);

        FoundComponent found = await lab.Provider.ListAsync(new ListScope { EnvironmentId = context.EnvironmentId }, CancellationToken.None).SingleAsync();
        found.Marks.ExpiresAt.Should().Be(later);
        found.Marks.IsKept.Should().BeTrue();
        found.Component.Should().Be(context.Component);
        found.ExternalName.Should().Be(context.ExternalName);
        found.Location.Should().Be(context.Location, "whoever finds it ends it as whoever recorded it");
    }
}

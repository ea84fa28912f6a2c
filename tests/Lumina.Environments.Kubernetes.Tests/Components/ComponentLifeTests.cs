using k8s;
using k8s.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>One component on a real cluster.</summary>
public sealed class ComponentLifeTests
{
    [SkippableFact]
    public async Task Provisioning_twice_changes_nothing()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        V1Deployment first = await ReadAsync(lab, context);

        await lab.ProvisionAsync(context);

        V1Deployment second = await ReadAsync(lab, context);
        second.Metadata.Generation.Should().Be(first.Metadata.Generation);
        second.Metadata.Uid.Should().Be(first.Metadata.Uid);
        (await lab.View.CoreV1.ListNamespacedPodAsync(Namespace(context))).Items.Should().ContainSingle();
    }

    [SkippableFact]
    public async Task A_field_that_somebody_else_owns_is_named_with_its_owner_and_left_to_it()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        await lab.View.AppsV1.PatchNamespacedDeploymentAsync(new V1Patch("""{"spec":{"replicas":3}}""", V1Patch.PatchType.MergePatch), "api", Namespace(context), fieldManager: "somebody");

        Func<Task> again = () => lab.ProvisionAsync(context);

        (await again.Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("'somebody' owns the field .spec.replicas");
        (await ReadAsync(lab, context)).Spec.Replicas.Should().Be(3);
    }

    [SkippableFact]
    public async Task What_is_stopped_has_no_pods_and_starts_with_as_many_as_before()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context, spec => spec with { Replicas = 2 });

        await lab.Provider.StopAsync(context, CancellationToken.None);
        (await lab.View.CoreV1.ListNamespacedPodAsync(Namespace(context))).Items.Should().BeEmpty();
        ComponentPresence stopped = await lab.Provider.ObserveAsync(context, CancellationToken.None);
        (stopped.Exists, stopped.IsRunning).Should().Be((true, false));
        await lab.Provider.StopAsync(context, CancellationToken.None);

        await lab.Provider.StartAsync(KubernetesLab.Service("api") with { Replicas = 2 }, context, CancellationToken.None);
        (await ReadAsync(lab, context)).Status.ReadyReplicas.Should().Be(2);
        (await lab.Provider.ObserveAsync(context, CancellationToken.None)).IsRunning.Should().BeTrue();
    }

    [SkippableFact]
    public async Task A_pod_that_does_not_go_is_named_with_what_holds_it_and_once_it_is_let_go_the_stop_succeeds()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        string space = KubernetesLab.NamespaceOf(context.EnvironmentId);
        string pod = (await lab.View.CoreV1.ListNamespacedPodAsync(space)).Items.Single().Metadata.Name;
        await lab.View.CoreV1.PatchNamespacedPodAsync(new V1Patch("""{"metadata":{"finalizers":["example.com/never"]}}""", V1Patch.PatchType.MergePatch), pod, space);

        ProviderException held = (await lab.Provider.Awaiting(provider => provider.StopAsync(context, CancellationToken.None).AsTask()).Should().ThrowAsync<ProviderException>()).Which;
        held.Message.Should().Contain($"do not go: {pod} (on node ").And.Contain("held by example.com/never");
        held.IsTransient.Should().BeTrue();

        await lab.View.CoreV1.PatchNamespacedPodAsync(new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), pod, space);
        await lab.Provider.StopAsync(context, CancellationToken.None);
        (await lab.Provider.ObserveAsync(context, CancellationToken.None)).IsRunning.Should().BeFalse();
    }

    [SkippableFact]
    public async Task Whoever_scales_has_the_say_whoever_changed_the_number_before()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        await lab.View.AppsV1.PatchNamespacedDeploymentAsync(new V1Patch("""{"spec":{"replicas":4}}""", V1Patch.PatchType.MergePatch), "api", Namespace(context), fieldManager: "somebody");

        await lab.Provider.ScaleAsync(KubernetesLab.Service("api") with { Replicas = 2 }, context, CancellationToken.None);

        (await ReadAsync(lab, context)).Status.ReadyReplicas.Should().Be(2);
        await lab.ProvisionAsync(context, spec => spec with { Replicas = 2 });
        (await ReadAsync(lab, context)).Spec.Replicas.Should().Be(2, "the number is ours again");
    }

    [SkippableFact]
    public async Task What_a_component_has_no_more_is_taken_away_when_it_is_provisioned_again()
    {
        bool isExtended = true;
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync(write: (spec, component) =>
        {
            Stubs.WriteDeployment(spec, component);
            component.Add(KubernetesType.ConfigMap, isExtended ? "old" : "new", []);
        });
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);

        isExtended = false;
        await lab.ProvisionAsync(context);

        (await lab.View.CoreV1.ListNamespacedConfigMapAsync(Namespace(context))).Items.Select(each => each.Metadata.Name).Should().Contain("new").And.NotContain("old");
    }

    [SkippableFact]
    public async Task What_somebody_removed_is_observed_as_gone()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        await lab.View.AppsV1.DeleteNamespacedDeploymentAsync("api", Namespace(context));

        ComponentPresence seen = await lab.Provider.ObserveAsync(context, CancellationToken.None);

        seen.IsRunning.Should().BeFalse();
        seen.Detail.Should().Be("Deployment 'api' is gone");
    }

    [SkippableFact]
    public async Task Another_cluster_than_the_one_where_it_was_made_is_refused()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        ComponentContext elsewhere = Contexts.Of(context.EnvironmentId, context.Component, location: context.Location with { Cluster = "11111111-2222-3333-4444-555555555555" });

        Func<Task> destroy = () => lab.DestroyAsync(elsewhere).AsTask();

        (await destroy.Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("made in the cluster 11111111-2222-3333-4444-555555555555").And.Contain("nothing was touched");
        (await lab.Provider.ObserveAsync(context, CancellationToken.None)).IsRunning.Should().BeTrue();
    }

    [SkippableFact]
    public async Task What_is_made_by_a_context_that_is_gone_is_found_by_the_one_that_leads_to_the_same_cluster()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        ComponentContext renamed = Contexts.Of(context.EnvironmentId, context.Component, location: context.Location with { Account = "renamed since" });

        (await lab.Provider.ObserveAsync(renamed, CancellationToken.None)).IsRunning.Should().BeTrue();
    }

    [SkippableFact]
    public async Task Logs_that_no_kubelet_gives_are_an_error_in_words()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();
        await lab.ProvisionAsync(context);
        bool isHollow = (await lab.View.CoreV1.ListNodeAsync()).Items.All(node => node.Metadata.Name.StartsWith("hollow", StringComparison.Ordinal));
        Skip.IfNot(isHollow, "The nodes of this cluster give logs.");

        Func<Task> read = async () => await lab.Provider.ReadLogsAsync(context, 10, follow: false, CancellationToken.None).ToListAsync();

        (await read.Should().ThrowAsync<ProviderException>()).Which.Message.Should().StartWith("Can't get Pod '").And.Contain("(log)");
    }

    private static string Namespace(ComponentContext context) => KubernetesLab.NamespaceOf(context.EnvironmentId);

    private static Task<V1Deployment> ReadAsync(KubernetesEnvironmentLab lab, ComponentContext context) => lab.View.AppsV1.ReadNamespacedDeploymentAsync("api", Namespace(context));
}

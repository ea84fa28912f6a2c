using k8s;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What a real control plane says of workloads that won't be ready.</summary>
public sealed class ReadinessTests
{
    [SkippableTheory]
    [InlineData(false, "a deployment says so in a condition")]
    [InlineData(true, "a stateful set says so in an event alone")]
    public async Task A_quota_that_is_too_small_is_told_as_soon_as_the_cluster_refuses(bool isStateful, string why)
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync(options => options.CpuQuota = "100m", isStateful ? Stubs.WriteStatefulSet : null);
        ComponentContext context = await lab.NewAsync();

        Func<Task> provision = () => lab.ProvisionAsync(context, spec => spec with { Container = new ContainerSettings { Cpus = 0.2 } });

        string message = (await provision.Should().ThrowAsync<ProviderException>(why)).Which.Message;
        message.Should().Contain("exceeded quota").And.Contain("requests.cpu=200m").And.Contain("CpuQuota");
    }

    [SkippableFact]
    public async Task What_no_node_has_room_for_is_told_in_the_words_of_the_scheduler()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync(options => (options.CpuQuota, options.NodePatience) = (null, TimeSpan.FromSeconds(5)));
        ComponentContext context = await lab.NewAsync();

        Func<Task> provision = () => lab.ProvisionAsync(context, spec => spec with { Container = new ContainerSettings { Cpus = 5000 } });

        (await provision.Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("finds no node").And.Contain("Insufficient cpu");
    }

    [SkippableFact]
    public async Task What_makes_no_sense_is_refused_with_the_field()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await lab.NewAsync();

        Func<Task> provision = () => lab.ProvisionAsync(context, spec => spec with { Replicas = -1 });

        (await provision.Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("invalid: spec.replicas");
    }

    [SkippableFact]
    public async Task Waiting_can_be_cancelled_and_what_was_made_can_be_destroyed()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync(write: Paused);
        ComponentContext context = await lab.NewAsync();
        using CancellationTokenSource cancellation = new();
        Task provision = lab.Provider.ProvisionAsync(KubernetesLab.Service("api"), context, cancellation.Token).AsTask();
        while (!(await lab.Provider.ObserveAsync(context, CancellationToken.None)).Exists)
        {
            await Task.Yield();
        }

        await cancellation.CancelAsync();
        await provision.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await lab.DestroyAsync(context);
        (await lab.Provider.ObserveAsync(context, CancellationToken.None)).Exists.Should().BeFalse();
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_somebody_removes_while_it_is_waited_for_is_told_soon(bool withItsNamespace)
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync(write: Paused);
        ComponentContext context = await lab.NewAsync();
        string name = KubernetesLab.NamespaceOf(context.EnvironmentId);
        using CancellationTokenSource bound = new(TimeSpan.FromMinutes(1), TimeProvider.System);
        Task provision = lab.Provider.ProvisionAsync(KubernetesLab.Service("api"), context, bound.Token).AsTask();
        while ((await lab.View.AppsV1.ListDeploymentForAllNamespacesAsync(fieldSelector: $"metadata.namespace={name}")).Items.Count == 0)
        {
            await Task.Yield();
        }

        await (withItsNamespace ? lab.View.CoreV1.DeleteNamespaceAsync(name) : lab.View.AppsV1.DeleteNamespacedDeploymentAsync("api", name));

        (await FluentActions.Awaiting(() => provision).Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("Deployment 'api' is not there any more: somebody else removed it").And.Contain(name);
    }

    /// <summary>A deployment that makes no pods, so that it is never ready.</summary>
    private static void Paused(ServiceSpec spec, KubernetesComponent component)
    {
        Stubs.WriteDeployment(spec, component);
        component.Objects[^1].Body["spec"]!["paused"] = true;
    }
}

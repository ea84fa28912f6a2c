using k8s;
using k8s.Models;
using Lumina.Environments.Providers;

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
    public async Task What_somebody_has_deleted_cannot_be_stopped()
    {
        await using KubernetesEnvironmentLab lab = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext api = await lab.NewAsync();

        Func<Task> stop = () => lab.Provider.StopAsync(api, CancellationToken.None).AsTask();

        (await stop.Should().ThrowAsync<ProviderException>()).Which.Message.Should().Contain("somebody else removed it");
    }

    private static string Namespace(ComponentContext context) => KubernetesLab.NamespaceOf(context.EnvironmentId);

    private static Task PatchAsync(KubernetesEnvironmentLab lab, ComponentContext context, string patch) =>
        lab.View.CoreV1.PatchNamespaceAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), Namespace(context));

    private static async Task<string[]> NamespacesAsync(KubernetesEnvironmentLab lab) => [.. (await lab.View.CoreV1.ListNamespaceAsync()).Items.Select(each => each.Metadata.Name)];
}

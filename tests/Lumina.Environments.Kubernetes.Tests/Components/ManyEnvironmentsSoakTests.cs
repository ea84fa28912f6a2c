using k8s;
using Lumina.Environments.Kubernetes.TestHost;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Many environments by one manager.</summary>
public sealed class ManyEnvironmentsSoakTests
{
    private const int Count = 20;

    [SkippableFact]
    [Trait("Category", "Soak")]
    public async Task Twenty_environments_at_once_are_apart_and_leave_nothing()
    {
        string kubeconfig = await TestCluster.RequireAsync();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lumina-kubernetes-");
        try
        {
            string installation = $"many-{Guid.CreateVersion7():N}";
            using k8s.Kubernetes view = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
            await using EnvironmentManager manager = RecoveryLab.Manager(kubeconfig, installation, Path.Combine(directory.FullName, "store.db"), "tests");
            EnvironmentSnapshot[] made = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => manager.ProvisionAsync(RecoveryLab.Shop(InterruptionPolicy.RollBack))));

            (await LeftAsync(view, installation)).Should().BeEquivalentTo(made.Select(each => $"{RecoveryLab.Prefix}-{each.Id}"));
            foreach (EnvironmentSnapshot each in made)
            {
                (await view.CoreV1.ListNamespacedPodAsync($"{RecoveryLab.Prefix}-{each.Id}")).Items.Should().HaveCount(5);
            }

            await Task.WhenAll(made.Select(each => manager.TerminateAsync(each.Id)));
            (await LeftAsync(view, installation)).Should().BeEmpty();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<string>> LeftAsync(k8s.Kubernetes view, string installation) =>
        [.. (await view.CoreV1.ListNamespaceAsync(labelSelector: $"{OwnershipMarks.InstallationMark}={installation}")).Items.Select(each => each.Metadata.Name)];
}

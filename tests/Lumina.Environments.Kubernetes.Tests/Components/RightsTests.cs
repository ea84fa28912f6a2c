using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The rights on the page are those that are used, and no others.</summary>
public sealed class RightsTests
{
    /// <summary>Hollow nodes forward no ports; newer clusters ask for the one, older ones for the other. A stateful set is read where it is one of the user's own manifests and an autoscaler has its number: none of these services is.</summary>
    private static readonly string[] Unseen = [" pods/portforward create", " pods/portforward get", "apps statefulsets get"];

    [SkippableFact]
    [Trait("Category", "Soak")]
    public async Task No_right_of_the_page_is_superfluous()
    {
        string kubeconfig = await TestCluster.RequireAsync();
        await using LimitedAccount account = await LimitedAccount.CreateAsync(kubeconfig);
        using UsedRights used = new();
        await using EnvironmentManager manager = WholeManifestsTests.Manage(account.KubeConfig);
        await using TestEnvironment made = await manager.OpenAsync(WholeManifestsTests.Spec());
        await manager.StopAsync(made.Id);
        await manager.StartAsync(made.Id);
        await EndOneByOneAsync(account.KubeConfig, made);
        await manager.TerminateAsync(made.Id);

        IEnumerable<string> documented = (await LimitedAccount.ReadRulesAsync()).SelectMany(rule => rule.ApiGroups.SelectMany(group => rule.Resources.SelectMany(resource => rule.Verbs.Select(verb => $"{group} {resource} {verb}"))));

        documented.Except(used.Of(ManifestsLab.NamespaceOf(made)), StringComparer.Ordinal).Should().BeEquivalentTo(Unseen);
    }

    /// <summary>Observes, reads logs, which no hollow node gives, and takes services and databases away while the rest stays.</summary>
    private static async Task EndOneByOneAsync(string kubeconfig, TestEnvironment made)
    {
        IOptions<KubernetesOptions> options = Options.Create(new KubernetesOptions { KubeConfig = kubeconfig });
        using KubernetesClusters clusters = new(options, TimeProvider.System);
        using PortForwards forwards = new();
        KubernetesPodProvider<ServiceSpec> provider = new(ComponentKinds.Service, new KubernetesEnvironments(new KubernetesServices(options, clusters, new NamespaceEnder(), forwards, new NamespaceLooks(), TimeProvider.System, new TestRandom())), [new ServiceManifests()]);
        foreach (ComponentSnapshot component in made.Snapshot.Components.Where(component => component.Name.Kind is ComponentKinds.Service or ComponentKinds.Database))
        {
            ComponentContext context = Contexts.Of(made.Id, component.Name, location: component.Location);
            await provider.ObserveAsync(context, CancellationToken.None);
            await FluentActions.Awaiting(() => provider.ReadLogsAsync(context, 1, follow: false, CancellationToken.None).ToListAsync().AsTask()).Should().ThrowAsync<ProviderException>();
            await provider.DestroyAsync(context, CancellationToken.None);
        }
    }
}

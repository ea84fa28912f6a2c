using k8s;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The provider of services without a manager, and a look at the cluster that does not go through the product.</summary>
internal sealed class KubernetesEnvironmentLab : IAsyncDisposable
{
    private readonly List<string> _namespaces = [];

    private KubernetesEnvironmentLab(string kubeconfig, Action<KubernetesOptions>? configure, Action<ServiceSpec, KubernetesComponent>? write, TimeSpan patience)
    {
        KubernetesOptions options = new() { KubeConfig = kubeconfig, NamespacePrefix = "lumina-test", ForwardPorts = false, PodSecurity = "privileged" };
        configure?.Invoke(options);
        Clusters = new KubernetesClusters(Options.Create(options), TimeProvider.System);
        KubernetesServices services = new(Options.Create(options), Clusters, new NamespaceEnder { FinalizerPatience = patience }, Forwards, new NamespaceLooks(), TimeProvider.System, new TestRandom());
        Provider = new KubernetesPodProvider<ServiceSpec>(ComponentKinds.Service, new KubernetesEnvironments(services), [new StubManifests<ServiceSpec>(write)]);
        View = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
    }

    public KubernetesClusters Clusters { get; }

    public PortForwards Forwards { get; } = new();

    public KubernetesPodProvider<ServiceSpec> Provider { get; }

    public k8s.Kubernetes View { get; }

    public static async Task<KubernetesEnvironmentLab> CreateAsync(Action<KubernetesOptions>? configure = null, Action<ServiceSpec, KubernetesComponent>? write = null, TimeSpan? patience = null) =>
        new(await TestCluster.RequireAsync(), configure, write, patience ?? TimeSpan.FromSeconds(1));

    /// <summary>The context of a service of a new environment, or of the same one as another.</summary>
    public async Task<ComponentContext> NewAsync(string service = "api", ComponentContext? beside = null)
    {
        EnvironmentId id = beside?.EnvironmentId ?? EnvironmentId.Create(TimeProvider.System.GetUtcNow(), Guid.NewGuid().ToByteArray().AsSpan(0, 10));
        _namespaces.Add(KubernetesLab.NamespaceOf(id));
        return Contexts.Of(id, ComponentName.Service(service), location: await Clusters.LocateAsync(CancellationToken.None));
    }

    public async Task ProvisionAsync(ComponentContext context, Func<ServiceSpec, ServiceSpec>? change = null)
    {
        ServiceSpec spec = KubernetesLab.Service(context.Component.Name);
        await Provider.ProvisionAsync(change?.Invoke(spec) ?? spec, context, CancellationToken.None);
    }

    public ValueTask DestroyAsync(ComponentContext context) => Provider.DestroyAsync(context, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        HashSet<string> left = [.. (await View.CoreV1.ListNamespaceAsync()).Items.Select(each => each.Metadata.Name).Intersect(_namespaces, StringComparer.Ordinal)];
        foreach (string name in left)
        {
            await View.CoreV1.DeleteNamespaceAsync(name);
        }

        View.Dispose();
        Forwards.Dispose();
        Clusters.Dispose();
    }
}

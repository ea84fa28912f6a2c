using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>A manager on a real cluster, and a look at the cluster that does not go through the product.</summary>
internal sealed class KubernetesLab : IAsyncDisposable
{
    private KubernetesLab(string kubeconfig, Action<KubernetesOptions>? kubernetes, Action<ServiceSpec, KubernetesComponent>? write, Action<EnvironmentsBuilder>? configure)
    {
        KubeConfig = kubeconfig;
        View = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        Manager = EnvironmentManager.Create(environments =>
        {
            environments.UseKubernetesCluster(options =>
            {
                options.KubeConfig = kubeconfig;
                options.NamespacePrefix = "lumina-test";
                options.PodSecurity = "privileged";
                options.ForwardPorts = false;
                kubernetes?.Invoke(options);
            });
            environments.AddKubernetesPods(ComponentKinds.Service, new StubManifests<ServiceSpec>(write)).AddKubernetes(ComponentKinds.Network, new StubManifests<NetworkSpec>());
            environments.Services.AddSingleton(new NamespaceEnder { FinalizerPatience = TimeSpan.FromSeconds(2) });
            environments.Configure(options =>
            {
                options.Installation = Installation;
                options.AllowVolatileStore = true;
            });
            configure?.Invoke(environments);
        });
    }

    public string Installation { get; } = $"test-{Guid.CreateVersion7():N}";

    public string KubeConfig { get; }

    public EnvironmentManager Manager { get; }

    /// <summary>The cluster, asked directly.</summary>
    public k8s.Kubernetes View { get; }

    public static async Task<KubernetesLab> CreateAsync(Action<KubernetesOptions>? kubernetes = null, Action<ServiceSpec, KubernetesComponent>? write = null, Action<EnvironmentsBuilder>? configure = null) =>
        new(await TestCluster.RequireAsync(), kubernetes, write, configure);

    public static EnvironmentSpec Shop(int replicas = 1) => new("shop", "tests")
    {
        Network = new NetworkSpec(),
        Services = [Service("api") with { Replicas = replicas }, Service("worker")],
    };

    public static ServiceSpec Service(string name) => new(name, ServiceSource.Image(Stubs.Image));

    public static EnvironmentSpec Single(Func<ServiceSpec, ServiceSpec>? change = null) => new("single", "tests") { Services = [change?.Invoke(Service("api")) ?? Service("api")] };

    public static string NamespaceOf(EnvironmentId id) => $"lumina-test-{id}";

    /// <summary>The namespace; null where there is none.</summary>
    public async Task<V1Namespace?> FindAsync(EnvironmentId id) =>
        (await View.CoreV1.ListNamespaceAsync(fieldSelector: $"metadata.name={NamespaceOf(id)}")).Items.FirstOrDefault();

    /// <summary>All namespaces with this lab's marks.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync() =>
        [.. (await View.CoreV1.ListNamespaceAsync(labelSelector: $"{OwnershipMarks.InstallationMark}={Installation}")).Items.Select(each => each.Metadata.Name)];

    public async ValueTask DisposeAsync()
    {
        await Manager.DisposeAsync();
        foreach (string left in await LeftAsync())
        {
            await View.CoreV1.DeleteNamespaceAsync(left);
        }

        View.Dispose();
    }
}

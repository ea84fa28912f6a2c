using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The providers without a manager.</summary>
internal sealed class KubernetesEnvironmentLab
{
    public KubernetesEnvironmentLab(string kubeconfig)
    {
        IOptions<KubernetesOptions> options = Options.Create(new KubernetesOptions { KubeConfig = kubeconfig, NamespacePrefix = "lumina-test", ForwardPorts = false, PodSecurity = "privileged" });
        Clusters = new KubernetesClusters(options, TimeProvider.System);
        Provider = new KubernetesPodProvider<ServiceSpec>(
            ComponentKinds.Service, new KubernetesEnvironments(new KubernetesServices(options, Clusters, new NamespaceEnder(), TimeProvider.System)), [new StubManifests<ServiceSpec>()]);
    }

    public KubernetesClusters Clusters { get; }

    public KubernetesPodProvider<ServiceSpec> Provider { get; }

    public ValueTask DestroyAsync(ComponentContext context) => Provider.DestroyAsync(context, CancellationToken.None);
}

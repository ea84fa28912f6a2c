using Microsoft.Extensions.Options;

namespace Lumina.Environments.Kubernetes;

/// <summary>What the components of every environment work with.</summary>
internal sealed class KubernetesServices(IOptions<KubernetesOptions> options, KubernetesClusters clusters, NamespaceEnder ender, PortForwards forwards, TimeProvider time)
{
    public KubernetesOptions Options => options.Value;

    public KubernetesClusters Clusters => clusters;

    public NamespaceMaker Maker { get; } = new(options.Value);

    public NamespaceEnder Ender => ender;

    public PortForwards Forwards => forwards;

    public ReadinessWatch Readiness { get; } = new(new NamespaceViews(), options.Value.NodePatience);

    public TimeProvider Time => time;
}

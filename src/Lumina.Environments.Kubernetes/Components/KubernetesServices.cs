using Microsoft.Extensions.Options;

namespace Lumina.Environments.Kubernetes;

/// <summary>What the components of every environment work with.</summary>
internal sealed class KubernetesServices(IOptions<KubernetesOptions> options, KubernetesClusters clusters, NamespaceEnder ender, PortForwards forwards, NamespaceLooks looks, TimeProvider time, IRandomSource random)
{
    public KubernetesOptions Options => options.Value;

    public KubernetesClusters Clusters => clusters;

    public NamespaceLooks Looks => looks;

    public NamespaceMaker Maker { get; } = new(options.Value, looks);

    public NamespaceEnder Ender => ender;

    public PortForwards Forwards => forwards;

    public ReadinessWatch Readiness { get; } = new(new NamespaceViews(), options.Value.NodePatience);

    public PodEndWatch PodEnd { get; } = new(ender.FinalizerPatience);

    public JustReady JustReady { get; } = new(time);

    public TimeProvider Time => time;

    public IRandomSource Random => random;
}

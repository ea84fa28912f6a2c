using System.Collections.Concurrent;

namespace Lumina.Environments.Kubernetes;

/// <summary>The environments that this process works on.</summary>
internal sealed class KubernetesEnvironments(KubernetesServices services)
{
    public const string ProviderName = "kubernetes";

    private readonly ConcurrentDictionary<EnvironmentId, KubernetesEnvironment> _environments = new();

    public KubernetesServices Services => services;

    public KubernetesEnvironment Of(EnvironmentId id) => _environments.GetOrAdd(id, _ => new KubernetesEnvironment(services));
}

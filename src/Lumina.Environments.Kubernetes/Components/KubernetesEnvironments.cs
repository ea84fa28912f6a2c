using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>The environments that this process works on.</summary>
internal sealed class KubernetesEnvironments(KubernetesServices services)
{
    public const string ProviderName = "kubernetes";

    private readonly ConcurrentDictionary<EnvironmentId, KubernetesEnvironment> _environments = new();

    public KubernetesServices Services => services;

    public KubernetesEnvironment Of(EnvironmentId id) => _environments.GetOrAdd(id, _ => new KubernetesEnvironment(services));

    /// <summary>Destroys a component, together with those that are destroyed at once with it, and forgets an environment of which nothing is left.</summary>
    public async Task DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        KubernetesEnvironment environment = Of(context.EnvironmentId);
        if (await environment.DestroyAsync(context, cancellationToken).ConfigureAwait(false))
        {
            _environments.TryRemove(new KeyValuePair<EnvironmentId, KubernetesEnvironment>(context.EnvironmentId, environment));
        }
    }
}

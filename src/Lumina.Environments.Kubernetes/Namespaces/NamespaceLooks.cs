using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Looks at namespaces and at what is in them: who looks at the same time shares one answer, which is never older than his question.</summary>
internal sealed class NamespaceLooks
{
    private readonly ConcurrentDictionary<(KubernetesCluster Cluster, string Name), SharedCall<EnvironmentNamespace?>> _namespaces = new();
    private readonly ConcurrentDictionary<(KubernetesCluster Cluster, string Namespace, KubernetesType Type), SharedCall<IReadOnlyDictionary<string, JsonObject>>> _lists = new();

    /// <summary>The namespace, whoever's it is; null where there is none.</summary>
    public Task<EnvironmentNamespace?> FindAsync(KubernetesCluster cluster, string name, CancellationToken cancellationToken) =>
        _namespaces.GetOrAdd((cluster, name), static look => new SharedCall<EnvironmentNamespace?>(() => FindAsync(look.Cluster, look.Name))).JoinAsync(cancellationToken);

    /// <summary>The namespace; null where there is none of ours.</summary>
    /// <exception cref="Providers.ProviderException">It was ours and has lost marks.</exception>
    public async Task<EnvironmentNamespace?> FindOursAsync(KubernetesCluster cluster, string name, CancellationToken cancellationToken)
    {
        EnvironmentNamespace? seen = await FindAsync(cluster, name, cancellationToken).ConfigureAwait(false);
        seen?.RequireWhole();
        return seen?.Marks is null ? null : seen;
    }

    /// <summary>All objects of a type in a namespace, by name.</summary>
    public Task<IReadOnlyDictionary<string, JsonObject>> ListAsync(KubernetesCluster cluster, string @namespace, KubernetesType type, CancellationToken cancellationToken) =>
        _lists.GetOrAdd((cluster, @namespace, type), static look => new SharedCall<IReadOnlyDictionary<string, JsonObject>>(() => ListAsync(look.Cluster, look.Namespace, look.Type))).JoinAsync(cancellationToken);

    /// <summary>Keeps nothing more of a namespace that is gone: a process may see very many.</summary>
    public void Forget(KubernetesCluster cluster, string name)
    {
        _namespaces.TryRemove((cluster, name), out _);
        foreach ((KubernetesCluster Cluster, string Namespace, KubernetesType Type) look in _lists.Keys.Where(look => look.Cluster == cluster && look.Namespace == name))
        {
            _lists.TryRemove(look, out _);
        }
    }

    private static async Task<EnvironmentNamespace?> FindAsync(KubernetesCluster cluster, string name) =>
        await cluster.FindAsync(KubernetesType.Namespace, null, name, CancellationToken.None).ConfigureAwait(false) is { } seen ? EnvironmentNamespace.Read(seen) : null;

    private static async Task<IReadOnlyDictionary<string, JsonObject>> ListAsync(KubernetesCluster cluster, string @namespace, KubernetesType type) =>
        await cluster.ListAsync(type, @namespace, labels: null, CancellationToken.None).ToDictionaryAsync(each => each.Name(), StringComparer.Ordinal).ConfigureAwait(false);
}

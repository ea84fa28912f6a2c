using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Kubernetes;

/// <summary>The clusters of this process, one client for each context; says which cluster it is, and refuses another than the one where something was made.</summary>
internal sealed class KubernetesClusters(IOptions<KubernetesOptions> options, TimeProvider time, ILogger<KubernetesClusters>? logger = null) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<KubernetesCluster>> _clusters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KubernetesCluster, ClusterVersions> _versions = new();
    private readonly ConcurrentDictionary<KubernetesCluster, SharedCall<ClusterVersions>> _asking = new();
    private readonly ConcurrentDictionary<KubernetesCluster, ClusterIdentity> _identities = new();

    /// <summary>The cluster of a context; null for the one of the options, else the current one.</summary>
    /// <exception cref="ClusterException">There is no such context.</exception>
    public KubernetesCluster Open(string? context = null)
    {
        context ??= options.Value.Context;
        Lazy<KubernetesCluster> cluster = _clusters.GetOrAdd(context ?? "", _ => new Lazy<KubernetesCluster>(() => new KubernetesCluster(ClusterConnection.Open(options.Value, context), time)));
        try
        {
            return cluster.Value;
        }
        catch
        {
            // Whatever it was: it may be mended while this process lives.
            _clusters.TryRemove(context ?? "", out _);
            throw;
        }
    }

    /// <summary>Whether there is a cluster that answers us, and soon.</summary>
    /// <exception cref="ClusterException">There is none.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => IdentityOf(Open()).CheckAsync(cancellationToken);

    /// <summary>Where what is made now is found again: the context, the cluster's UID and, until there is a namespace, what its name begins with.</summary>
    public async Task<ComponentLocation> LocateAsync(CancellationToken cancellationToken)
    {
        KubernetesCluster cluster = Open();
        return new ComponentLocation { Account = cluster.Context, Cluster = await IdentityOf(cluster).GetAsync(cancellationToken).ConfigureAwait(false), Namespace = options.Value.NamespacePrefix };
    }

    /// <summary>The cluster where something was made, by the context of then or, where that is gone or names another one now, by the one of the options. Which one it is, is asked now: for what ends or changes something.</summary>
    /// <exception cref="ProviderException">It is not the cluster where it was made.</exception>
    public Task<KubernetesCluster> OpenAsync(ComponentLocation location, CancellationToken cancellationToken) => OpenAsync(location, (identity, token) => identity.AskAsync(token), cancellationToken);

    /// <summary>The same for what looks at something or adds to it: which one it is may have been asked a moment ago.</summary>
    /// <exception cref="ProviderException">It is not the cluster where it was made.</exception>
    public Task<KubernetesCluster> OpenToLookAsync(ComponentLocation location, CancellationToken cancellationToken) => OpenAsync(location, (identity, token) => identity.GetAsync(token), cancellationToken);

    /// <summary>The versions that the cluster has; asked once.</summary>
    public async Task<ClusterVersions> GetVersionsAsync(KubernetesCluster cluster, CancellationToken cancellationToken)
    {
        if (!_versions.TryGetValue(cluster, out ClusterVersions? versions))
        {
            versions = await _asking.GetOrAdd(cluster, static cluster => new SharedCall<ClusterVersions>(() => cluster.ReadVersionsAsync(CancellationToken.None))).JoinAnyAsync(cancellationToken).ConfigureAwait(false);
            _versions[cluster] = versions;
        }

        return versions;
    }

    public void Dispose()
    {
        foreach (Lazy<KubernetesCluster> cluster in _clusters.Values.Where(cluster => cluster.IsValueCreated))
        {
            cluster.Value.Dispose();
        }
    }

    private async Task<KubernetesCluster> OpenAsync(ComponentLocation location, Func<ClusterIdentity, CancellationToken, Task<string>> ask, CancellationToken cancellationToken)
    {
        KubernetesCluster cluster = OpenRecorded(location.Account);
        string uid = await ask(IdentityOf(cluster), cancellationToken).ConfigureAwait(false);
        if (location.Cluster is null || uid == location.Cluster)
        {
            return cluster;
        }

        KubernetesCluster other = Open();
        return other != cluster && await ask(IdentityOf(other), cancellationToken).ConfigureAwait(false) == location.Cluster
            ? other
            : throw new ProviderException(
                $"It was made in the cluster {location.Cluster} (context '{location.Account}'), and '{cluster.Context}' leads to {uid} at {cluster.Address} now: nothing was touched. Name that cluster's context in {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.Context)}.");
    }

    private ClusterIdentity IdentityOf(KubernetesCluster cluster) => _identities.GetOrAdd(cluster, cluster => new ClusterIdentity(cluster, logger ?? NullLogger<KubernetesClusters>.Instance));

    /// <summary>The address at which such a cluster would be asked, for messages; null where there is no way to one.</summary>
    public string? AddressOf(ComponentLocation location)
    {
        try
        {
            return OpenRecorded(location.Account).Address;
        }
        catch (ClusterException)
        {
            return null;
        }
    }

    private KubernetesCluster OpenRecorded(string? context)
    {
        try
        {
            return Open(context);
        }
        catch (ClusterException) when (context is not null)
        {
            return Open();
        }
    }
}

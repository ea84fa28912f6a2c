namespace Lumina.Environments.Kubernetes;

/// <summary>Which cluster it is: the UID of the namespace that every cluster has, the nearest to an identity that there is.</summary>
internal sealed class ClusterIdentity(KubernetesCluster cluster)
{
    /// <summary>How old an answer may be where nothing is ended: the same address may lead to another cluster later.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly SharedCall<string> _asking = new(() => cluster.ReadUidAsync(CancellationToken.None));
    private Answer? _last;

    /// <summary>The UID now.</summary>
    public async Task<string> AskAsync(CancellationToken cancellationToken)
    {
        long asked = cluster.Time.GetTimestamp();
        string uid = await _asking.JoinAsync(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _last, new Answer(uid, asked));
        return uid;
    }

    /// <summary>The UID now or a moment ago: many look at the same time.</summary>
    public async Task<string> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _last) is { } last && cluster.Time.GetElapsedTime(last.Asked) < Freshness ? last.Uid : await AskAsync(cancellationToken).ConfigureAwait(false);

    private sealed record Answer(string Uid, long Asked);
}

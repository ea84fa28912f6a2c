using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Kubernetes;

/// <summary>Which cluster it is: the UID of the namespace that every cluster has, the nearest to an identity that there is.</summary>
internal sealed partial class ClusterIdentity(KubernetesCluster cluster, ILogger logger)
{
    /// <summary>How old an answer may be where nothing is ended: the same address may lead to another cluster later.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>After how long whoever waits is told for whom.</summary>
    private static readonly TimeSpan SilenceToTell = TimeSpan.FromSeconds(2);

    private readonly SharedCall<string> _asking = new(() => ReadAsync(cluster, logger));
    private Answer? _last;

    /// <summary>The UID now.</summary>
    public Task<string> AskAsync(CancellationToken cancellationToken) => KeepAsync(_asking.JoinAsync, cancellationToken);

    /// <summary>Whether there is a cluster that answers us, and soon.</summary>
    public Task CheckAsync(CancellationToken cancellationToken) => KeepAsync(cluster.AskAsync, cancellationToken);

    /// <summary>The UID now or a moment ago: many look at the same time.</summary>
    public async Task<string> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _last) is { } last && cluster.Time.GetElapsedTime(last.Asked) < Freshness ? last.Uid : await KeepAsync(_asking.JoinAnyAsync, cancellationToken).ConfigureAwait(false);

    private async Task<string> KeepAsync(Func<CancellationToken, Task<string>> ask, CancellationToken cancellationToken)
    {
        long asked = cluster.Time.GetTimestamp();
        string uid = await ask(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _last, new Answer(uid, asked));
        return uid;
    }

    private static async Task<string> ReadAsync(KubernetesCluster cluster, ILogger logger)
    {
        using ITimer telling = cluster.Time.CreateTimer(_ => LogSilence(logger, cluster.Address, SilenceToTell.TotalSeconds), null, SilenceToTell, Timeout.InfiniteTimeSpan);
        return await cluster.ReadUidAsync(CancellationToken.None).ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The cluster at {Address} has not answered for {Seconds} s; it is asked again for a few more")]
    private static partial void LogSilence(ILogger logger, string address, double seconds);

    private sealed record Answer(string Uid, long Asked);
}

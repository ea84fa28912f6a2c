namespace Lumina.Environments.Tests.Journal;

/// <summary>One process's way to a store that others share. When the process has died nothing of it reaches the store any more.</summary>
internal sealed class MortalStore(IEnvironmentStore inner) : IEnvironmentStore
{
    private int _commits;
    private volatile bool _isDead;

    /// <summary>The commit at which the process dies, from 1; null for never.</summary>
    public int? DiesAtCommit { get; init; }

    /// <summary>Whether that commit still happens.</summary>
    public bool DiesAfterIt { get; init; }

    /// <summary>Whether renewals are kept back, as in a process that is paused.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Whether it does not answer for a while who looks for environments.</summary>
    public bool IsAway { get; set; }

    /// <summary>How many times it does not take a lease back.</summary>
    public int FailingReleases { get; set; }

    public bool IsDead => _isDead;

    public bool IsDurable => true;

    public ValueTask<EnvironmentLease> AcquireLeaseAsync(EnvironmentId environmentId, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken) =>
        Alive().AcquireLeaseAsync(environmentId, holder, duration, cancellationToken);

    public ValueTask<EnvironmentLease> RenewLeaseAsync(EnvironmentLease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        IsPaused ? ValueTask.FromResult(lease) : Alive().RenewLeaseAsync(lease, duration, cancellationToken);

    public ValueTask ReleaseLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => FailingReleases-- > 0 ? throw new IOException("the disk is full") : _isDead ? ValueTask.CompletedTask : inner.ReleaseLeaseAsync(lease, cancellationToken);

    public ValueTask<bool> BreakLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => Alive().BreakLeaseAsync(lease, cancellationToken);

    public ValueTask<EnvironmentLease?> FindLeaseAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => Alive().FindLeaseAsync(environmentId, cancellationToken);

    public IAsyncEnumerable<EnvironmentLease> ListLeasesAsync(CancellationToken cancellationToken) => Alive().ListLeasesAsync(cancellationToken);

    public ValueTask RequestTerminationAsync(EnvironmentId environmentId, string actor, CancellationToken cancellationToken) => Alive().RequestTerminationAsync(environmentId, actor, cancellationToken);

    public async ValueTask CommitAsync(EnvironmentCommit commit, CancellationToken cancellationToken)
    {
        bool dies = Interlocked.Increment(ref _commits) == DiesAtCommit;
        if (dies && !DiesAfterIt)
        {
            _isDead = true;
        }

        await Alive().CommitAsync(commit, cancellationToken);
        if (dies)
        {
            _isDead = true;
            _ = Alive();
        }
    }

    public ValueTask<IReadOnlyList<EnvironmentEvent>> ReadAsync(EnvironmentId environmentId, long fromSequence, int maximumCount, CancellationToken cancellationToken) =>
        Alive().ReadAsync(environmentId, fromSequence, maximumCount, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => Alive().ReadSecretsAsync(environmentId, cancellationToken);

    public ValueTask<EnvironmentSnapshot?> FindAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => IsAway ? throw new IOException("the store is away") : Alive().FindAsync(environmentId, cancellationToken);

    public IAsyncEnumerable<EnvironmentSnapshot> QueryAsync(EnvironmentQuery query, CancellationToken cancellationToken) => IsAway ? throw new IOException("the store is away") : Alive().QueryAsync(query, cancellationToken);

    public ValueTask DeleteAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => Alive().DeleteAsync(environmentId, cancellationToken);

    private IEnvironmentStore Alive() => _isDead ? throw new IOException("the process has died") : inner;
}

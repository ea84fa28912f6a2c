namespace Lumina.Environments.Tests.Journal;

/// <summary>The in-memory store with a hook before and after each commit, and before each read.</summary>
internal sealed class DecoratedStore : IEnvironmentStore
{
    private readonly InMemoryEnvironmentStore _inner = new();
    private int _leases;

    public Action<EnvironmentCommit>? BeforeCommit { get; set; }

    public Action<EnvironmentCommit>? AfterCommit { get; set; }

    public Action? BeforeRead { get; set; }

    public bool IsDurable { get; set; }

    /// <summary>How many leases were taken.</summary>
    public int Leases => Volatile.Read(ref _leases);

    public ValueTask<EnvironmentLease> AcquireLeaseAsync(EnvironmentId environmentId, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _leases);
        return _inner.AcquireLeaseAsync(environmentId, holder, duration, cancellationToken);
    }

    public ValueTask<EnvironmentLease> RenewLeaseAsync(EnvironmentLease lease, TimeSpan duration, CancellationToken cancellationToken) => _inner.RenewLeaseAsync(lease, duration, cancellationToken);

    public ValueTask<bool> BreakLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => _inner.BreakLeaseAsync(lease, cancellationToken);

    public ValueTask<EnvironmentLease?> FindLeaseAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => _inner.FindLeaseAsync(environmentId, cancellationToken);

    public IAsyncEnumerable<EnvironmentLease> ListLeasesAsync(CancellationToken cancellationToken) => _inner.ListLeasesAsync(cancellationToken);

    public ValueTask RequestTerminationAsync(EnvironmentId environmentId, string actor, CancellationToken cancellationToken) => _inner.RequestTerminationAsync(environmentId, actor, cancellationToken);

    public ValueTask ReleaseLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => _inner.ReleaseLeaseAsync(lease, cancellationToken);

    public async ValueTask CommitAsync(EnvironmentCommit commit, CancellationToken cancellationToken)
    {
        BeforeCommit?.Invoke(commit);
        await _inner.CommitAsync(commit, cancellationToken);
        AfterCommit?.Invoke(commit);
    }

    public ValueTask<IReadOnlyList<EnvironmentEvent>> ReadAsync(EnvironmentId environmentId, long fromSequence, int maximumCount, CancellationToken cancellationToken)
    {
        BeforeRead?.Invoke();
        return _inner.ReadAsync(environmentId, fromSequence, maximumCount, cancellationToken);
    }

    public ValueTask<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        _inner.ReadSecretsAsync(environmentId, cancellationToken);

    public ValueTask<EnvironmentSnapshot?> FindAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => _inner.FindAsync(environmentId, cancellationToken);

    public IAsyncEnumerable<EnvironmentSnapshot> QueryAsync(EnvironmentQuery query, CancellationToken cancellationToken) => _inner.QueryAsync(query, cancellationToken);

    public ValueTask DeleteAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => _inner.DeleteAsync(environmentId, cancellationToken);
}

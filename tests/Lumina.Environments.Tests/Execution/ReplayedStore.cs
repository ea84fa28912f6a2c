namespace Lumina.Environments.Tests.Execution;

/// <summary>A store that has one finished journal to read and takes no commit.</summary>
internal sealed class ReplayedStore(IReadOnlyList<EnvironmentEvent> events, EnvironmentSnapshot snapshot) : IEnvironmentStore
{
    public bool IsDurable => false;

    public ValueTask<EnvironmentLease> AcquireLeaseAsync(EnvironmentId environmentId, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new EnvironmentLease(environmentId, holder, 1, DateTimeOffset.MaxValue));

    public ValueTask<EnvironmentLease> RenewLeaseAsync(EnvironmentLease lease, TimeSpan duration, CancellationToken cancellationToken) => ValueTask.FromResult(lease);

    public ValueTask<bool> BreakLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public ValueTask<EnvironmentLease?> FindLeaseAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => ValueTask.FromResult<EnvironmentLease?>(null);

    public IAsyncEnumerable<EnvironmentLease> ListLeasesAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<EnvironmentLease>();

    public ValueTask RequestTerminationAsync(EnvironmentId environmentId, string actor, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ReleaseLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask CommitAsync(EnvironmentCommit commit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<EnvironmentEvent>> ReadAsync(EnvironmentId environmentId, long fromSequence, int maximumCount, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<EnvironmentEvent>>([.. events.Where(@event => @event.Sequence >= fromSequence).Take(maximumCount)]);

    public ValueTask<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, Secret>>(new Dictionary<string, Secret>());

    // Only whether it is there is asked of this: what it says must come from the events.
    public ValueTask<EnvironmentSnapshot?> FindAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<EnvironmentSnapshot?>(snapshot with { Components = [], Version = 0 });

    public IAsyncEnumerable<EnvironmentSnapshot> QueryAsync(EnvironmentQuery query, CancellationToken cancellationToken) => AsyncEnumerable.Empty<EnvironmentSnapshot>();

    public ValueTask DeleteAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

using System.Runtime.CompilerServices;

namespace Lumina.Environments.Simulation;

/// <summary>A process's way to the store that all share: each call takes a time that the seed chooses, and may be the last.</summary>
internal sealed class GatedStore(SeededScheduler scheduler, SimulatedProcess process, InMemoryEnvironmentStore inner, Invariants invariants, PlantedBug bug) : IEnvironmentStore
{
    private readonly Dictionary<EnvironmentId, EnvironmentCommit> _heldBack = [];

    public bool IsDurable => true;

    public async ValueTask<EnvironmentLease> AcquireLeaseAsync(EnvironmentId environmentId, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        await Gate("acquire", cancellationToken);
        EnvironmentLease lease = await inner.AcquireLeaseAsync(environmentId, holder, duration, cancellationToken).ConfigureAwait(false);
        invariants.Acquired(lease);
        scheduler.Note($"{process.Current.Id} holds the lease {lease.FencingToken} of {environmentId}");
        await Gate("acquired", CancellationToken.None);
        return lease;
    }

    public ValueTask<EnvironmentLease> RenewLeaseAsync(EnvironmentLease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        CallAsync("renew", () => inner.RenewLeaseAsync(lease, duration, cancellationToken), cancellationToken);

    public async ValueTask ReleaseLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken)
    {
        await Gate("release", cancellationToken);
        await inner.ReleaseLeaseAsync(lease, cancellationToken).ConfigureAwait(false);
        await Gate("released", CancellationToken.None);
    }

    public ValueTask<bool> BreakLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => CallAsync("break", () => inner.BreakLeaseAsync(lease, cancellationToken), cancellationToken);

    public ValueTask<EnvironmentLease?> FindLeaseAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        CallAsync("find lease", () => inner.FindLeaseAsync(environmentId, cancellationToken), cancellationToken);

    public IAsyncEnumerable<EnvironmentLease> ListLeasesAsync(CancellationToken cancellationToken) => inner.ListLeasesAsync(cancellationToken);

    public async ValueTask RequestTerminationAsync(EnvironmentId environmentId, string actor, CancellationToken cancellationToken)
    {
        await Gate("request termination", cancellationToken);
        await inner.RequestTerminationAsync(environmentId, actor, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask CommitAsync(EnvironmentCommit commit, CancellationToken cancellationToken)
    {
        await Gate("commit", CancellationToken.None);
        if (bug == PlantedBug.NoFencing && await inner.FindLeaseAsync(commit.Lease.EnvironmentId, CancellationToken.None).ConfigureAwait(false) is { } newest)
        {
            await inner.CommitAsync(commit with { Lease = newest }, cancellationToken).ConfigureAwait(false);
            invariants.Committed(commit);
        }
        else if (bug == PlantedBug.IntentAfterCall)
        {
            await CommitLateAsync(commit).ConfigureAwait(false);
        }
        else
        {
            await inner.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
            invariants.Committed(commit);
        }

        await Gate("committed", CancellationToken.None);
    }

    public ValueTask<IReadOnlyList<EnvironmentEvent>> ReadAsync(EnvironmentId environmentId, long fromSequence, int maximumCount, CancellationToken cancellationToken) =>
        CallAsync("read", () => inner.ReadAsync(environmentId, fromSequence, maximumCount, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        CallAsync("read secrets", () => inner.ReadSecretsAsync(environmentId, cancellationToken), cancellationToken);

    public ValueTask<EnvironmentSnapshot?> FindAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        CallAsync("find", () => inner.FindAsync(environmentId, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<EnvironmentSnapshot> QueryAsync(EnvironmentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Gate("query", cancellationToken);
        await foreach (EnvironmentSnapshot environment in inner.QueryAsync(query, cancellationToken).ConfigureAwait(false))
        {
            yield return environment;
        }
    }

    public ValueTask DeleteAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => inner.DeleteAsync(environmentId, cancellationToken);

    private async ValueTask<T> CallAsync<T>(string label, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        await Gate(label, cancellationToken);
        T result = await call().ConfigureAwait(false);
        await Gate($"{label} answered", CancellationToken.None);
        return result;
    }

    private async Task CommitLateAsync(EnvironmentCommit commit)
    {
        EnvironmentId id = commit.Lease.EnvironmentId;
        EnvironmentCommit whole = _heldBack.Remove(id, out EnvironmentCommit? before)
            ? commit with { ExpectedSequence = before.ExpectedSequence, Events = [.. before.Events, .. commit.Events], Secrets = before.Secrets.Concat(commit.Secrets).DistinctBy(secret => secret.Key).ToDictionary() }
            : commit;
        if (commit.Events[^1] is StepIntended)
        {
            _heldBack[id] = whole;
            return;
        }

        await inner.CommitAsync(whole, CancellationToken.None).ConfigureAwait(false);
        invariants.Committed(whole);
    }

    private SeededGate Gate(string label, CancellationToken cancellationToken) => scheduler.Gate(process, $"{process.Current.Id} {label}", cancellationToken);
}

using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Testing.Tests.Stores;

/// <summary>A store in memory with a bug planted in it.</summary>
internal sealed class BrokenStore(StoreBug bug, TimeProvider timeProvider, ILogger logger) : IEnvironmentStore
{
    private readonly InMemoryEnvironmentStore _store = new(timeProvider: timeProvider);
    private readonly Dictionary<EnvironmentId, Dictionary<string, Secret>> _kept = [];
    private readonly Lock _gate = new();

    public bool IsDurable => false;

    public async ValueTask<EnvironmentLease> AcquireLeaseAsync(EnvironmentId environmentId, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (bug == StoreBug.GivesALeaseToAnybody && await _store.FindLeaseAsync(environmentId, cancellationToken) is { } held)
        {
            await _store.BreakLeaseAsync(held, cancellationToken);
        }

        return await _store.AcquireLeaseAsync(environmentId, holder, duration, cancellationToken);
    }

    public ValueTask<EnvironmentLease> RenewLeaseAsync(EnvironmentLease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        _store.RenewLeaseAsync(lease, bug == StoreBug.RenewsFromTheExpiry ? lease.ExpiresAt + duration - timeProvider.GetUtcNow() : duration, cancellationToken);

    public ValueTask ReleaseLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => _store.ReleaseLeaseAsync(lease, cancellationToken);

    public ValueTask<bool> BreakLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => _store.BreakLeaseAsync(lease, cancellationToken);

    public ValueTask<EnvironmentLease?> FindLeaseAsync(EnvironmentId environmentId, CancellationToken cancellationToken) => _store.FindLeaseAsync(environmentId, cancellationToken);

    public IAsyncEnumerable<EnvironmentLease> ListLeasesAsync(CancellationToken cancellationToken) =>
        _store.ListLeasesAsync(cancellationToken).Where(lease => bug != StoreBug.ListsNoExpiredLease || lease.ExpiresAt > timeProvider.GetUtcNow());

    public ValueTask RequestTerminationAsync(EnvironmentId environmentId, string actor, CancellationToken cancellationToken) =>
        _store.RequestTerminationAsync(environmentId, bug == StoreBug.ForgetsWhoAsked ? "somebody" : actor, cancellationToken);

    public async ValueTask CommitAsync(EnvironmentCommit commit, CancellationToken cancellationToken)
    {
        EnvironmentId id = commit.Lease.EnvironmentId;
        lock (_gate)
        {
            Dictionary<string, Secret> kept = _kept.TryGetValue(id, out Dictionary<string, Secret>? known) ? known : _kept[id] = new(StringComparer.Ordinal);
            foreach ((string name, Secret secret) in commit.Secrets)
            {
                kept[name] = secret;
            }
        }

        string told = string.Join(' ', commit.Secrets.Values.Select(secret => secret.Reveal()));
        if (bug == StoreBug.TellsSecretsInTheLog)
        {
            logger.LogInformation("Committing with {Secrets}", told);
        }

        EnvironmentLease lease = bug == StoreBug.AcceptsAStaleToken && await _store.FindLeaseAsync(id, cancellationToken) is { } held ? held : commit.Lease;
        long expected = bug == StoreBug.AcceptsAnyPlace ? (await _store.ReadAsync(id, 1, int.MaxValue, cancellationToken)).Count : commit.ExpectedSequence;
        try
        {
            await _store.CommitAsync(commit with { Lease = lease, ExpectedSequence = expected }, cancellationToken);
        }
        catch (EnvironmentConflictException conflict) when (bug == StoreBug.TellsSecretsInAConflict)
        {
            throw new EnvironmentConflictException($"{conflict.Message} It brought {told}.") { EnvironmentId = conflict.EnvironmentId };
        }
    }

    public async ValueTask<IReadOnlyList<EnvironmentEvent>> ReadAsync(EnvironmentId environmentId, long fromSequence, int maximumCount, CancellationToken cancellationToken)
    {
        int count = bug == StoreBug.ReadsOneTooMany && maximumCount < int.MaxValue ? maximumCount + 1 : maximumCount;
        IReadOnlyList<EnvironmentEvent> events = await _store.ReadAsync(environmentId, fromSequence, count, cancellationToken);
        return bug == StoreBug.LosesAnEvent ? [.. events.Where(e => e is not HealingSucceeded)] : events;
    }

    public async ValueTask<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(EnvironmentId environmentId, CancellationToken cancellationToken)
    {
        bool isOver = await _store.FindAsync(environmentId, cancellationToken) is { Status: EnvironmentStatus.Terminated };
        if (bug != StoreBug.KeepsSecretsOfRefusedCommits && (bug != StoreBug.KeepsSecretsAtTheEnd || !isOver))
        {
            return await _store.ReadSecretsAsync(environmentId, cancellationToken);
        }

        lock (_gate)
        {
            return _kept.GetValueOrDefault(environmentId) ?? [];
        }
    }

    public async ValueTask<EnvironmentSnapshot?> FindAsync(EnvironmentId environmentId, CancellationToken cancellationToken)
    {
        EnvironmentSnapshot? found = await _store.FindAsync(environmentId, cancellationToken);
        return bug == StoreBug.FindsAnOldSnapshot && found is { Version: > 3 } ? found with { Version = found.Version - 1 } : found;
    }

    public IAsyncEnumerable<EnvironmentSnapshot> QueryAsync(EnvironmentQuery query, CancellationToken cancellationToken) => _store.QueryAsync(
        bug switch
        {
            StoreBug.QueriesWithoutItsOwner => query with { Owner = null },
            StoreBug.QueriesFromTheFirstPage => query with { After = null },
            _ => query,
        },
        cancellationToken);

    public ValueTask DeleteAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        bug == StoreBug.DeletesOnlyTheJournal ? ValueTask.CompletedTask : _store.DeleteAsync(environmentId, cancellationToken);
}

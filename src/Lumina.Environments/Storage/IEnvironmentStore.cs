namespace Lumina.Environments;

/// <summary>Keeps journals, snapshots, leases and secrets.</summary>
/// <remarks>Sequence numbers and fencing tokens are checked by the store, not by the caller.</remarks>
public interface IEnvironmentStore
{
    /// <summary>Whether what is committed survives this process. Platforms whose things outlive the process are refused on a store that does not, unless allowed by name.</summary>
    bool IsDurable { get; }

    /// <summary>Takes the right to operate on an environment. Its fencing token is greater than any before it.</summary>
    /// <param name="environmentId">The environment; it need not exist yet.</param>
    /// <param name="holder">Who takes it, for messages.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="EnvironmentLeaseLostException">Another holder has it and lives.</exception>
    ValueTask<EnvironmentLease> AcquireLeaseAsync(EnvironmentId environmentId, string holder, CancellationToken cancellationToken);

    /// <summary>Gives the right back. Succeeds where it was lost already.</summary>
    ValueTask ReleaseLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken);

    /// <summary>Appends events, with the secrets that they introduce, all or nothing.</summary>
    /// <exception cref="EnvironmentLeaseLostException">The lease's fencing token is not the newest.</exception>
    /// <exception cref="EnvironmentConflictException">The journal does not end where the commit expects.</exception>
    ValueTask CommitAsync(EnvironmentCommit commit, CancellationToken cancellationToken);

    /// <summary>Reads a page of a journal: the events from a sequence number on, in order; empty where there are none.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="fromSequence">The first sequence number, from 1.</param>
    /// <param name="maximumCount">How many at most, from 1.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<IReadOnlyList<EnvironmentEvent>> ReadAsync(EnvironmentId environmentId, long fromSequence, int maximumCount, CancellationToken cancellationToken);

    /// <summary>Reads the secrets of an environment by their names; empty after its termination.</summary>
    ValueTask<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(EnvironmentId environmentId, CancellationToken cancellationToken);

    /// <summary>The environment as its journal tells it now; null where there is none.</summary>
    ValueTask<EnvironmentSnapshot?> FindAsync(EnvironmentId environmentId, CancellationToken cancellationToken);

    /// <summary>The environments that a query asks for, oldest first.</summary>
    IAsyncEnumerable<EnvironmentSnapshot> QueryAsync(EnvironmentQuery query, CancellationToken cancellationToken);

    /// <summary>Drops the journal of an environment that has ended.</summary>
    ValueTask DeleteAsync(EnvironmentId environmentId, CancellationToken cancellationToken);
}

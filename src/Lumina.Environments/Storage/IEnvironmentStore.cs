namespace Lumina.Environments;

/// <summary>Keeps journals, snapshots, leases and secrets.</summary>
/// <remarks>
/// Sequence numbers, leases and fencing tokens are checked by the store, not by the caller; its refusals carry <see cref="EnvironmentException.EnvironmentId"/>.
/// What a call has acknowledged is kept; of a call that was under way when its process died, all or nothing.
/// Secrets among the outputs of events and snapshots may be read back as names alone; <see cref="ReadSecretsAsync"/> has their values.
/// </remarks>
public interface IEnvironmentStore
{
    /// <summary>Whether what is committed survives this process. Platforms whose things outlive the process are refused on a store that does not, unless allowed by name.</summary>
    bool IsDurable { get; }

    /// <summary>Takes the right to operate on an environment: where nobody holds it, where its lease has expired, and where the holder itself does (whose older lease is void then). Its fencing token is greater than any before it.</summary>
    /// <param name="environmentId">The environment; it need not exist yet.</param>
    /// <param name="holder">Who takes it.</param>
    /// <param name="duration">How long it holds unless it is renewed, more than zero.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="EnvironmentLeaseHeldException">Another holder has it, and it has not expired. The exception has its <see cref="EnvironmentLeaseHeldException.Lease"/> and the <see cref="EnvironmentException.EnvironmentId"/>.</exception>
    ValueTask<EnvironmentLease> AcquireLeaseAsync(EnvironmentId environmentId, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Moves a lease's expiry to a duration from now. One that has expired, and that nobody has taken since, is renewed too.</summary>
    /// <returns>The lease as it is now, with who has asked for the environment's termination meanwhile.</returns>
    /// <exception cref="EnvironmentLeaseLostException">The lease was taken over, broken or released. The exception has the <see cref="EnvironmentException.EnvironmentId"/>.</exception>
    ValueTask<EnvironmentLease> RenewLeaseAsync(EnvironmentLease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives the right back. Succeeds where it was lost already.</summary>
    ValueTask ReleaseLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken);

    /// <summary>Takes the right away from its holder, whose commits are refused from now on.</summary>
    /// <returns>Whether it was still this lease; where not, nothing was changed.</returns>
    ValueTask<bool> BreakLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken);

    /// <summary>The lease on an environment, expired or not; null where nobody holds one.</summary>
    ValueTask<EnvironmentLease?> FindLeaseAsync(EnvironmentId environmentId, CancellationToken cancellationToken);

    /// <summary>All leases that somebody holds, expired or not, in the order of their environments' identifiers.</summary>
    IAsyncEnumerable<EnvironmentLease> ListLeasesAsync(CancellationToken cancellationToken);

    /// <summary>Asks the holder of the lease on an environment to make way for its termination; it learns of it when it renews. Where nobody holds one nothing is done.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask RequestTerminationAsync(EnvironmentId environmentId, string actor, CancellationToken cancellationToken);

    /// <summary>Appends events, with the secrets that they introduce, all or nothing. Where the environment is Terminated after them, its secrets are dropped.</summary>
    /// <exception cref="EnvironmentLeaseLostException">The lease was taken over, broken or released, which is told before a conflict. The exception has the <see cref="EnvironmentException.EnvironmentId"/>, and neither has a secret in its text.</exception>
    /// <exception cref="EnvironmentConflictException">The journal does not end where the commit expects. The exception has the <see cref="EnvironmentException.EnvironmentId"/>.</exception>
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

    /// <summary>Drops the journal of an environment that has ended, with its lease and secrets. Succeeds where there is none.</summary>
    ValueTask DeleteAsync(EnvironmentId environmentId, CancellationToken cancellationToken);
}

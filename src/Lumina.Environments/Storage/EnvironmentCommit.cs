namespace Lumina.Environments;

/// <summary>Events that are appended to a journal together.</summary>
/// <param name="Lease">The right under which they are written.</param>
/// <param name="ExpectedSequence">The sequence number of the journal's last event; 0 for a new journal.</param>
/// <param name="Events">The events, stamped, in order.</param>
/// <param name="Snapshot">The environment after the last of them.</param>
public sealed record EnvironmentCommit(EnvironmentLease Lease, long ExpectedSequence, IReadOnlyList<EnvironmentEvent> Events, EnvironmentSnapshot Snapshot)
{
    /// <summary>Secrets that the events introduce, by name.</summary>
    public IReadOnlyDictionary<string, Secret> Secrets { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, Secret>.Empty;
}

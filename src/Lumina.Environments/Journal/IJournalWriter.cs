namespace Lumina.Environments;

/// <summary>Appends events to the journal of an environment that exists.</summary>
internal interface IJournalWriter
{
    /// <summary>Appends events that a condition on the present snapshot still asks for; the condition and the append are one step.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="events">From the snapshot to the events to append; none leaves the journal as it is.</param>
    /// <param name="cancellationToken">Cancels before the commit, not after.</param>
    ValueTask<EnvironmentSnapshot> AppendAsync(
        EnvironmentId environmentId,
        string actor,
        Func<EnvironmentSnapshot, IReadOnlyList<EnvironmentEvent>> events,
        CancellationToken cancellationToken);
}

namespace Lumina.Environments.Sqlite;

/// <summary>What can be read of one environment in a damaged store.</summary>
/// <param name="EnvironmentId">The environment.</param>
/// <param name="LastSequence">The sequence number up to which its journal can be read without a gap; 0 where not even its first event can.</param>
/// <param name="EventCount">How many of its events can be read.</param>
public sealed record ReadableJournal(EnvironmentId EnvironmentId, long LastSequence, int EventCount);

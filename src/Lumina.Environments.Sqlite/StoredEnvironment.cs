namespace Lumina.Environments.Sqlite;

/// <summary>An environment's row.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="LastPosition">Where its journal's last event is.</param>
/// <param name="Version">The sequence number of its journal's last event.</param>
/// <param name="Snapshot">The last stored snapshot, which may be older; null where none can be read.</param>
internal sealed record StoredEnvironment(EnvironmentId Id, long LastPosition, long Version, EnvironmentSnapshot? Snapshot);

namespace Lumina.Environments.Sqlite;

/// <summary>An environment's row.</summary>
/// <param name="Key">Its key within the file.</param>
/// <param name="Version">The sequence number of its journal's last event.</param>
/// <param name="Snapshot">The last stored snapshot, which may be older; null where none can be read.</param>
internal sealed record StoredEnvironment(long Key, long Version, EnvironmentSnapshot? Snapshot);

using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite;

/// <summary>Reads journals, and environments as their journals tell them: the last stored snapshot with the events after it folded over it.</summary>
internal sealed class JournalTable(EnvironmentEventJson events, EnvironmentSnapshotJson snapshots)
{
    public const string EnvironmentColumns = "e.key, e.version, s.version, s.json";
    public const string EnvironmentTables = "environments e LEFT JOIN snapshots s ON s.environment = e.key";

    /// <exception cref="FormatException">What is there is no journal.</exception>
    public IReadOnlyList<EnvironmentEvent> Read(SqliteSession session, EnvironmentId id, long fromSequence, int maximumCount)
    {
        using SqliteDataReader rows = session.Query(
            "SELECT sequence, json FROM events WHERE environment = (SELECT key FROM environments WHERE id = ?1) AND sequence >= ?2 ORDER BY sequence LIMIT ?3", id.Value, fromSequence, maximumCount);
        List<EnvironmentEvent> read = [];
        while (rows.Read())
        {
            read.Add(ReadEvent(rows, fromSequence + read.Count));
        }

        return read;
    }

    /// <exception cref="FormatException">What is there is no journal.</exception>
    public EnvironmentSnapshot? Find(SqliteSession session, EnvironmentId id)
    {
        StoredEnvironment? stored = null;
        using (SqliteDataReader rows = session.Query($"SELECT {EnvironmentColumns} FROM {EnvironmentTables} WHERE e.id = ?1", id.Value))
        {
            stored = rows.Read() ? ReadStored(rows) : null;
        }

        return stored is null ? null : Fold(session, stored);
    }

    public StoredEnvironment ReadStored(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : ReadSnapshot(row));

    /// <summary>Brings a stored snapshot up to the journal's end.</summary>
    /// <exception cref="FormatException">What is there is no journal.</exception>
    public EnvironmentSnapshot Fold(SqliteSession session, StoredEnvironment stored)
    {
        EnvironmentSnapshot? environment = stored.Snapshot;
        if (environment is null || environment.Version < stored.Version)
        {
            using SqliteDataReader rows = session.Query("SELECT sequence, json FROM events WHERE environment = ?1 AND sequence > ?2 ORDER BY sequence", stored.Key, environment?.Version ?? 0);
            while (rows.Read())
            {
                environment = SnapshotFold.Apply(environment, ReadEvent(rows, (environment?.Version ?? 0) + 1));
            }
        }

        return environment?.Version == stored.Version
            ? environment
            : throw new FormatException($"A journal ends at {environment?.Version ?? 0} and should end at {stored.Version}.");
    }

    private EnvironmentEvent ReadEvent(SqliteDataReader row, long expectedSequence) => row.GetInt64(0) == expectedSequence
        ? events.Read(JsonElement.Parse(row.GetFieldValue<byte[]>(1)))
        : throw new FormatException($"A journal lacks event {expectedSequence}.");

    // A newer version may have written it: the journal tells the same in words that are passed over one by one.
    private EnvironmentSnapshot? ReadSnapshot(SqliteDataReader row)
    {
        try
        {
            return snapshots.Read(JsonElement.Parse(row.GetFieldValue<byte[]>(3)));
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}

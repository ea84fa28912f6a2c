using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite;

/// <summary>Reads journals, and environments as their journals tell them: the last stored snapshot with the events after it folded over it.</summary>
internal sealed class JournalTable(EnvironmentEventJson events, EnvironmentSnapshotJson snapshots)
{
    public const string EnvironmentColumns = "e.last_position, e.version, s.version, s.json, e.id";
    public const string EnvironmentTables = "environments e LEFT JOIN snapshots s ON s.environment = e.key";

    /// <exception cref="FormatException">What is there is no journal.</exception>
    public IReadOnlyList<EnvironmentEvent> Read(SqliteSession session, EnvironmentId id, long fromSequence, int maximumCount) => Named(id, () => ReadPage(session, id, fromSequence, maximumCount));

    private List<EnvironmentEvent> ReadPage(SqliteSession session, EnvironmentId id, long fromSequence, int maximumCount)
    {
        List<EnvironmentEvent> read = [];
        if (FindEnd(session, id, fromSequence, fromSequence - 1 + maximumCount) is not { } end)
        {
            return read;
        }

        using SqliteDataReader rows = Follow(session, end, fromSequence);
        while (read.Count < maximumCount && rows.Read())
        {
            read.Add(ReadEvent(rows, fromSequence + read.Count));
        }

        return read.Count > 0 ? read : throw new FormatException($"A journal lacks the event that should be at {end}.");
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
        new(EnvironmentId.Parse(row.GetString(4)), row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : ReadSnapshot(row));

    /// <summary>Brings a stored snapshot up to the journal's end.</summary>
    /// <exception cref="FormatException">What is there is no journal.</exception>
    public EnvironmentSnapshot Fold(SqliteSession session, StoredEnvironment stored) => Named(stored.Id, () => FoldAll(session, stored));

    private EnvironmentSnapshot FoldAll(SqliteSession session, StoredEnvironment stored)
    {
        EnvironmentSnapshot? environment = stored.Snapshot;
        if (environment is null || environment.Version < stored.Version)
        {
            using SqliteDataReader rows = Follow(session, stored.LastPosition, (environment?.Version ?? 0) + 1);
            while (rows.Read())
            {
                environment = SnapshotFold.Apply(environment, ReadEvent(rows, (environment?.Version ?? 0) + 1));
            }
        }

        return environment?.Version == stored.Version
            ? environment
            : throw new FormatException($"A journal ends at {environment?.Version ?? 0} and should end at {stored.Version}.");
    }

    /// <summary>Deletes an environment with all that is kept of it.</summary>
    public static int Delete(SqliteSession session, EnvironmentId id)
    {
        session.Execute(
            """
            WITH RECURSIVE journal (position) AS (
                SELECT last_position FROM environments WHERE id = ?1
                UNION
                SELECT e.previous FROM journal JOIN events e ON e.position = journal.position
            )
            DELETE FROM events WHERE position IN (SELECT position FROM journal)
            """,
            id.Value);
        return session.Execute("DELETE FROM leases WHERE environment_id = ?1", id.Value) + session.Execute("DELETE FROM environments WHERE id = ?1", id.Value);
    }

    // The last event, or one between what is wanted of a long journal and its end; null where nothing is there of what is wanted.
    private static long? FindEnd(SqliteSession session, EnvironmentId id, long firstWanted, long lastWanted) => session.Scalar(
        """
        SELECT IFNULL(
            (SELECT position FROM events WHERE environment = environments.key AND sequence >= ?3 AND sequence % 64 = 0 ORDER BY sequence LIMIT 1),
            last_position)
        FROM environments WHERE id = ?1 AND version >= ?2
        """,
        id.Value, firstWanted, lastWanted) as long?;

    // From a position back to a sequence number, and read in their order.
    private static SqliteDataReader Follow(SqliteSession session, long position, long firstSequence) => session.Query(
        """
        WITH RECURSIVE journal (environment, sequence, previous, json) AS (
            SELECT environment, sequence, previous, json FROM events WHERE position = ?1 AND sequence >= ?2
            UNION ALL
            SELECT e.environment, e.sequence, e.previous, e.json FROM journal JOIN events e ON e.position = journal.previous
            WHERE journal.sequence > ?2 AND e.environment = journal.environment AND e.sequence = journal.sequence - 1
        )
        SELECT sequence, json FROM journal ORDER BY sequence
        """,
        position, firstSequence);

    // Where one journal is damaged, who reads many has to know which.
    private static T Named<T>(EnvironmentId id, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new FormatException($"The journal of environment {id} is damaged: {exception.Message}", exception);
        }
    }

    // What comes before a hole is out of reach: the first that is read is then the one after it.
    private EnvironmentEvent ReadEvent(SqliteDataReader row, long expectedSequence) => row.GetInt64(0) == expectedSequence
        ? events.Read(JsonElement.Parse(row.GetFieldValue<byte[]>(1)))
        : throw new FormatException($"A journal lacks event {row.GetInt64(0) - 1}.");

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

using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite;

/// <summary>Sees what can still be read of a damaged store, without changing it.</summary>
internal static class StoreSalvage
{
    // A scan ends at the first page that cannot be read: from both ends, and over the table as over its index, more is found.
    private static readonly string[] Scans =
    [
        "SELECT key, id FROM environments NOT INDEXED ORDER BY key",
        "SELECT key, id FROM environments NOT INDEXED ORDER BY key DESC",
        "SELECT key, id FROM environments ORDER BY id",
        "SELECT key, id FROM environments ORDER BY id DESC",
    ];

    public static IReadOnlyList<ReadableJournal> Read(string path)
    {
        try
        {
            using SqliteSession session = HasLog(path) ? SqliteSession.Open(path, TimeSpan.FromSeconds(1)) : SqliteSession.OpenUntouched(path);
            session.Run("PRAGMA query_only = ON");
            session.Run("PRAGMA writable_schema = ON"); // without it SQLite reads nothing at all of a file that is shorter than it should be
            SortedDictionary<EnvironmentId, long> found = [];
            foreach (string scan in Scans)
            {
                Scan(session, scan, found);
            }

            Dictionary<long, SortedSet<long>> journals = ScanEvents(session);
            return [.. found.Select(environment => Describe(environment.Key, journals.GetValueOrDefault(environment.Value, [])))];
        }
        catch (SqliteException)
        {
            return [];
        }
    }

    private static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    private static void Scan(SqliteSession session, string scan, SortedDictionary<EnvironmentId, long> found)
    {
        try
        {
            using SqliteDataReader rows = session.Query(scan);
            while (rows.Read())
            {
                if (EnvironmentId.TryParse(rows.GetString(1), null, out EnvironmentId id))
                {
                    found[id] = rows.GetInt64(0);
                }
            }
        }
        catch (SqliteException)
        {
            // it went as far as it goes
        }
    }

    // The sequence numbers that are there, by the environments' keys. After a page that cannot be read it goes on behind it.
    private static Dictionary<long, SortedSet<long>> ScanEvents(SqliteSession session)
    {
        Dictionary<long, SortedSet<long>> journals = [];
        long after = 0;
        for (long step = 1; step < int.MaxValue && after >= 0; step *= 2)
        {
            try
            {
                using SqliteDataReader rows = session.Query("SELECT rowid, environment, sequence, json FROM events WHERE rowid > ?1 ORDER BY rowid", after);
                while (rows.Read() && !rows.IsDBNull(3) && rows.GetInt64(0) > after) // half a page gives rows that never were
                {
                    (after, step) = (rows.GetInt64(0), 1);
                    if (rows.GetString(3).EndsWith('}'))
                    {
                        journals.TryAdd(rows.GetInt64(1), []);
                        journals[rows.GetInt64(1)].Add(rows.GetInt64(2));
                    }
                }
            }
            catch (SqliteException)
            {
                // nothing can be read there
            }

            after += step;
        }

        return journals;
    }

    private static ReadableJournal Describe(EnvironmentId id, SortedSet<long> sequences) =>
        new(id, sequences.TakeWhile((sequence, index) => sequence == index + 1).LastOrDefault(), sequences.Count);
}

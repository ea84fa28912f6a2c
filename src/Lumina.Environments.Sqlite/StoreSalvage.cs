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

            return [.. found.Select(environment => ReadJournal(session, environment.Key, environment.Value))];
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

    private static ReadableJournal ReadJournal(SqliteSession session, EnvironmentId id, long key)
    {
        (long last, int count) = (0, 0);
        for (long next = 1; ;)
        {
            try
            {
                using SqliteDataReader rows = session.Query("SELECT sequence, json FROM events WHERE environment = ?1 AND sequence >= ?2 ORDER BY sequence", key, next);
                while (rows.Read())
                {
                    long sequence = rows.GetInt64(0);
                    next = sequence + 1;
                    if (rows.GetString(1).EndsWith('}'))
                    {
                        last = sequence == last + 1 ? sequence : last;
                        count++;
                    }
                }
            }
            catch (SqliteException)
            {
                // the rest is out of reach
            }

            return new ReadableJournal(id, last, count);
        }
    }
}

using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite;

/// <summary>Drops the journals of environments of which nothing is left, where they are too old or too many.</summary>
internal sealed class JournalRetention(SqliteStoreOptions options)
{
    // Those who wait to write wait for this too: what is more goes the next time.
    private const int MostAtOnce = 100;

    /// <summary>Whether there is something to drop.</summary>
    public bool HasOld(SqliteSession session, DateTimeOffset now)
    {
        try
        {
            return Old(session, now, atMost: 1).Any();
        }
        catch (SqliteException)
        {
            return false; // who reads what is damaged is told
        }
    }

    public bool Drop(SqliteSession session, DateTimeOffset now)
    {
        foreach (EnvironmentId id in Old(session, now, MostAtOnce).Distinct().ToList())
        {
            JournalTable.Delete(session, id);
        }

        return true;
    }

    private IEnumerable<EnvironmentId> Old(SqliteSession session, DateTimeOffset now, int atMost)
    {
        long oldest = options.RetentionPeriod.Ticks < now.UtcTicks ? now.UtcTicks - options.RetentionPeriod.Ticks : 0;
        return Ended(session, "ended_at <= ?1 ORDER BY ended_at LIMIT ?2", oldest, atMost)
            .Concat(Ended(session, "ended_at IS NOT NULL ORDER BY ended_at DESC, key DESC LIMIT ?2 OFFSET ?1", options.RetainedJournals, atMost));
    }

    private static List<EnvironmentId> Ended(SqliteSession session, string which, long first, long second)
    {
        using SqliteDataReader rows = session.Query($"SELECT id FROM environments WHERE {which}", first, second);
        List<EnvironmentId> ended = [];
        while (rows.Read())
        {
            ended.Add(EnvironmentId.Parse(rows.GetString(0)));
        }

        return ended;
    }
}

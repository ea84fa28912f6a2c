using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite;

/// <summary>Drops the journals of terminated environments that are too old or too many.</summary>
internal sealed class JournalRetention(SqliteStoreOptions options)
{
    // Those who wait to write wait for this too: what is more goes the next time.
    private const int MostAtOnce = 100;

    public bool Drop(SqliteSession session, DateTimeOffset now)
    {
        long oldest = options.RetentionPeriod.Ticks < now.UtcTicks ? now.UtcTicks - options.RetentionPeriod.Ticks : 0;
        foreach (EnvironmentId id in Ended(session, "ended_at <= ?1 ORDER BY ended_at LIMIT ?2", oldest, MostAtOnce)
            .Concat(Ended(session, "ended_at IS NOT NULL ORDER BY ended_at DESC, key DESC LIMIT ?2 OFFSET ?1", options.RetainedJournals, MostAtOnce)).Distinct())
        {
            JournalTable.Delete(session, id);
        }

        return true;
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

using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Takes a rented database from whoever had it, so that nothing of him can come into it any more.</summary>
/// <param name="name">The database, and its role.</param>
internal sealed class FormerRenter(string name)
{
    // A session that is being opened shows its transaction before it shows itself, and may know the password that was right a moment ago.
    private const string Opening = """
        FROM pg_locks l WHERE l.locktype = 'virtualxid' AND l.mode = 'ExclusiveLock' AND NOT EXISTS (
            SELECT FROM pg_stat_activity a WHERE a.pid = l.pid AND (a.usesysid IS NOT NULL OR a.backend_type <> 'client backend'))
        """;

    private readonly string _name = SqlText.Literal(name);
    private readonly string _sessions = $"(datname = {SqlText.Literal(name)} AND application_name <> '{AdminConnections.ApplicationName}' OR usename = {SqlText.Literal(name)})";

    /// <summary>Gives the role another password, and ends all sessions that somebody has in the database or as its role.</summary>
    /// <param name="connection">A superuser's, in another database.</param>
    /// <param name="verifier">The verifier of the new password; null where password and idle sessions stay.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The database; null where there is none, or where somebody may not be done: with a session that is at work, does not end or holds an advisory lock.</returns>
    /// <exception cref="PostgresException">Somebody is changing the role.</exception>
    public async Task<DatabaseEntry?> LeaveAsync(NpgsqlConnection connection, string? verifier, CancellationToken cancellationToken)
    {
        DatabaseEntry? database = null;
        List<int> opening = [];
        (bool isAnyone, bool isAtWork) = (false, false);
        SqlQuestion look = new(
            $"""
            SELECT count(*) > 0, count(*) FILTER (WHERE state IS DISTINCT FROM 'idle') > 0
                OR EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = {_name}))
            FROM pg_stat_activity WHERE {_sessions}
            """,
            reader => (isAnyone, isAtWork) = (reader.GetBoolean(0), reader.GetBoolean(1)));
        SqlQuestion[] close = verifier is null
            ? []
            : [new("SET lock_timeout = '250ms'"), new(DatabaseMaker.Password(name, verifier, isSuperuser: true)), new($"SELECT pid {Opening}", reader => opening.Add(reader.GetInt32(0)))];
        await connection.ReadTogetherAsync([.. close, look, PostgreSqlSession.LookForDatabase(name, found => database = found)], areApart: true, cancellationToken).ConfigureAwait(false);
        if (opening.Count > 0 && !await AreOpenedAsync(connection, opening, look, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        if (isAnyone && !isAtWork && verifier is not null)
        {
            await DatabaseEnder.EndSessionsAsync(connection, _sessions, cancellationToken).ConfigureAwait(false);
            await connection.ReadTogetherAsync([look], areApart: false, cancellationToken).ConfigureAwait(false);
            isAtWork = isAnyone;
        }

        return isAtWork ? null : database;
    }

    // Each is soon seen as a session, of this database or of another, or is refused. Whoever comes later must know the new password.
    private static async Task<bool> AreOpenedAsync(NpgsqlConnection connection, List<int> opening, SqlQuestion look, CancellationToken cancellationToken)
    {
        string still = $"{Opening} AND l.pid IN ({string.Join(", ", opening)})";
        await DatabaseEnder.WaitUntilNoneAsync(connection, still, meanwhile: "", cancellationToken).ConfigureAwait(false);
        bool isOpening = false;
        await connection.ReadTogetherAsync([new SqlQuestion($"SELECT EXISTS (SELECT {still})", reader => isOpening = reader.GetBoolean(0)), look], areApart: true, cancellationToken).ConfigureAwait(false);
        return !isOpening;
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>
/// Puts right what differs between a database and the template that it was copied from, in one transaction. What was written since shows in the rows
/// themselves: each bears the number of the transaction that wrote it. So a table in which as many rows are as there were, none of them young, is as it was.
/// A superuser puts right the rows that differ; who has the rights of the owner alone empties the tables that have changed and fills them again.
/// </summary>
internal sealed class InPlaceReset(AdminConnections admin, WriteLog log, ConnectionLimits limits, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, (string Verifier, string Password)> _verifiers = new(StringComparer.Ordinal);

    public const string UnknownStart = "it is not known since when it may have changed";

    /// <summary>Puts a database right.</summary>
    /// <param name="database">It.</param>
    /// <param name="golden">What it is compared with.</param>
    /// <param name="role">What its role must be.</param>
    /// <param name="rowByRow">Whether rows that differ are put right one by one, with triggers and foreign keys off, for which it takes a superuser.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Why the database has to be swapped instead; null where it is as its template now.</returns>
    public async Task<string?> TryAsync(DatabaseEntry database, GoldenDatabase golden, ExpectedRole role, bool rowByRow, CancellationToken cancellationToken)
    {
        if (database.Comment.PristineAt is not { } pristineAt)
        {
            return UnknownStart;
        }

        try
        {
            return await admin.RunOftenInAsync(
                database.Name, $"Resetting '{database.Name}'", connection => RunAsync(connection, database, golden, pristineAt, role, rowByRow, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception) when (exception.InnerException is PostgresException { SqlState: not PostgresErrorCodes.LockNotAvailable } error)
        {
            // Nothing has happened: the transaction was rolled back.
            return $"putting the difference right failed: {PostgreSqlErrors.Words(error)}";
        }
    }

    /// <summary>Forgets the password of a database that is to be dropped.</summary>
    public void Forget(string name) => _verifiers.TryRemove(name, out _);

    private async Task<string?> RunAsync(NpgsqlConnection connection, DatabaseEntry database, GoldenDatabase golden, DatabaseMoment pristineAt, ExpectedRole role, bool rowByRow, CancellationToken cancellationToken)
    {
        Task<int> Maximum() => connection.MaximumConnectionsAsync(cancellationToken);
        int connections = role.Verifier is not null ? await limits.OfRentedAsync(Maximum).ConfigureAwait(false) : await limits.OfDatabaseAsync(Maximum).ConfigureAwait(false);
        (string? changed, string present, int youngest) = ("its role is gone, or goes by another name", "", 0);
        SqlQuestion attributes = new(Attributes(database, connections, pristineAt, rowByRow), reader =>
            (changed, present, youngest) = (reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetString(1), reader.GetInt32(2)));
        if (await new WriteFence(log, rowByRow, timeProvider).EnterAsync(connection, golden.Tables, attributes, cancellationToken).ConfigureAwait(false) is not { } fenced)
        {
            return "its schema has changed: a table is gone, or goes by another name";
        }

        await using (fenced.Transaction.ConfigureAwait(false))
        {
            if ((changed ?? (rowByRow ? DifferentPassword(database.Name, present, role) : await HiddenAsync(connection, cancellationToken).ConfigureAwait(false))) is { } outside)
            {
                return outside;
            }

            // The one asks by another session.
            Task<IReadOnlyList<UserTable>?> finding = rowByRow ? FindWrittenAsync(database, golden, pristineAt, cancellationToken) : Task.FromResult<IReadOnlyList<UserTable>?>(null);
            Dictionary<UserSequence, SequenceState> sequences = [];
            bool areThere;
            try
            {
                areThere = await AskForSequencesAsync(connection, golden, sequences, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await ((Task)finding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            IReadOnlyList<UserTable>? written = await finding.ConfigureAwait(false);
            if (!areThere)
            {
                return "its schema has changed: a sequence is gone, or goes by another name";
            }

            if (written is null && await new SchemaComparison(golden).FindDifferenceAsync(connection, database.Name, youngest, cancellationToken).ConfigureAwait(false) is { } difference)
            {
                return difference;
            }

            List<UserTable> touched =
            [
                .. (written ?? []).Where(table => table.IsLogged),
                .. await FindTouchedAsync(connection, golden, [.. golden.Tables.Where(table => written is null || !table.IsLogged)], youngest, cancellationToken).ConfigureAwait(false),
            ];
            string comment = DatabaseMaker.Comment("DATABASE", database.Name, database.Comment with { PristineAt = new DatabaseMoment(fenced.Number + 1, fenced.LogPosition) });

            // Whether the password is still the same a superuser alone may read.
            IEnumerable<string> more = rowByRow ? [comment] : [comment, $"ALTER ROLE {SqlText.Identifier(database.Name)} PASSWORD {SqlText.Literal(ScramVerifier.Make(role.Password!))}"];
            return await RestoreAsync(connection, golden, touched, rowByRow, [.. SequenceStatements(golden, sequences), .. more, "COMMIT"], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks where the sequences are; false where one is not there.</summary>
    private static async Task<bool> AskForSequencesAsync(
        NpgsqlConnection connection, GoldenDatabase golden, Dictionary<UserSequence, SequenceState> sequences, CancellationToken cancellationToken)
    {
        if (UserContents.AskForStates(golden.SequenceList, sequences) is not { } question)
        {
            return true;
        }

        try
        {
            await connection.ReadTogetherAsync([question], areApart: false, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn)
        {
            return false;
        }
    }

    /// <summary>The tables that were written to, by the server's log; null where it does not tell, or where the schema was written to as well.</summary>
    private async Task<IReadOnlyList<UserTable>?> FindWrittenAsync(DatabaseEntry database, GoldenDatabase golden, DatabaseMoment pristineAt, CancellationToken cancellationToken) =>
        await log.FindWrittenAsync(database.Number, pristineAt, golden.RowCount, cancellationToken).ConfigureAwait(false) is { } files ? golden.TablesOf(files) : null;

    private static async Task<IEnumerable<UserTable>> FindTouchedAsync(NpgsqlConnection connection, GoldenDatabase golden, IReadOnlyList<UserTable> tables, int youngest, CancellationToken cancellationToken)
    {
        IReadOnlyList<(long Rows, long Young)> counts = await UserContents.CountAsync(connection, tables, youngest, cancellationToken).ConfigureAwait(false);
        return tables.Where((table, i) => counts[i].Young > 0 || counts[i].Rows != golden.TableRows[table.Number]);
    }

    // What lies outside of the database, and no copy has: see TemplateFitness.
    private static string Attributes(DatabaseEntry database, int connections, DatabaseMoment pristineAt, bool rowByRow) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT CASE
            WHEN d.oid <> {database.Number} THEN 'it is another database by now'
            WHEN EXISTS (SELECT FROM pg_db_role_setting s WHERE s.setdatabase = d.oid OR s.setrole = r.oid) THEN 'parameters of the database or of its role were set'
            WHEN EXISTS (SELECT FROM aclexplode(d.datacl) WHERE grantee <> d.datdba) THEN 'rights on the database itself were granted'
            WHEN (SELECT count(*) FROM aclexplode(d.datacl) WHERE grantee = d.datdba) <> 3 THEN 'rights of the owner on the database itself were revoked'
            WHEN d.datconnlimit <> -1 OR d.datistemplate OR NOT d.datallowconn OR d.datdba <> r.oid THEN 'attributes of the database itself have changed'
            WHEN r.rolconnlimit <> {connections} OR r.rolvaliduntil IS NOT NULL THEN 'attributes of its role have changed'
            WHEN EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid OR m.roleid = r.oid AND m.member <> (SELECT oid FROM pg_roles WHERE rolname = current_user)) THEN 'its role was granted to another'
        END, coalesce(r.rolpassword, ''), age('{pristineAt.Transaction % (1UL << 32)}'::xid)
        FROM pg_database d, {(rowByRow ? "pg_authid" : "pg_roles")} r WHERE d.datname = current_database() AND r.rolname = {SqlText.Literal(database.Name)}
        """);

    // To tell a password by its verifier takes as long as some of the rest together.
    private string? DifferentPassword(string owner, string present, ExpectedRole role)
    {
        if (present == role.Verifier || (_verifiers.TryGetValue(owner, out (string Verifier, string Password) known) && known == (present, role.Password)))
        {
            return null;
        }

        if (role.Password is not { } password || !ScramVerifier.Matches(present, password))
        {
            return "the password of its role was changed";
        }

        _verifiers[owner] = (present, password);
        return null;
    }

    // What only a superuser may look at, so that nobody else can tell whether it is as it was.
    private static async Task<string?> HiddenAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => await connection.ReadAsync<bool>(
        "SELECT NOT has_table_privilege('pg_largeobject', 'SELECT') AND (EXISTS (SELECT FROM pg_largeobject_metadata) OR EXISTS (SELECT FROM pg_user_mappings))", cancellationToken).ConfigureAwait(false)
        ? "it has large objects or user mappings, into which a superuser alone may look" : null;

    /// <summary>Puts right what was touched, and runs the statements that are to follow, in the same message as the last of its own.</summary>
    /// <returns>What stands in the way; null where nothing does.</returns>
    private static async Task<string?> RestoreAsync(
        NpgsqlConnection connection, GoldenDatabase golden, IReadOnlyList<UserTable> touched, bool rowByRow, IEnumerable<string> following, CancellationToken cancellationToken)
    {
        UserTable[] changed = [.. touched.Where(table => !table.IsMaterializedView)];
        TableDifference difference = new(golden, rowByRow ? changed : []);
        if ((rowByRow ? difference.FindObstacle() : await new TableReseeding(golden).RestoreAsync(connection, golden.Tables, changed, cancellationToken).ConfigureAwait(false)) is { } obstacle)
        {
            return obstacle;
        }

        if (difference.Questions is { Count: > 0 } questions)
        {
            await connection.ReadTogetherAsync(questions, areApart: false, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<string> rows = await difference.RestoreAsync(connection, cancellationToken).ConfigureAwait(false);
        UserTable[] views = [.. touched.Where(table => table.IsMaterializedView)];
        if (views.Length > 0)
        {
            await connection.ExecuteTogetherAsync(rows, cancellationToken).ConfigureAwait(false);
            rows = [];
        }

        foreach (UserTable view in views)
        {
            if (await RefreshAsync(connection, golden, view, cancellationToken).ConfigureAwait(false) is { } reason)
            {
                return reason;
            }
        }

        await connection.ExecuteTogetherAsync([.. rows, .. following], cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <returns>Why it can't be made what it was; null where it is.</returns>
    private static async Task<string?> RefreshAsync(NpgsqlConnection connection, GoldenDatabase golden, UserTable view, CancellationToken cancellationToken)
    {
        string wanted = await golden.RunAsync(original => TableDifference.SumAsync(original, view, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (await TableDifference.SumAsync(connection, view, cancellationToken).ConfigureAwait(false) == wanted)
        {
            return null;
        }

        try
        {
            await connection.ExecuteAsync($"REFRESH MATERIALIZED VIEW {view.Name}", cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // The fence keeps writers out; a reader of a view keeps it from being refreshed for as long as he likes.
            return $"a session that has read the materialized view {view.Name} has not ended its transaction";
        }

        return await TableDifference.SumAsync(connection, view, cancellationToken).ConfigureAwait(false) == wanted ? null : $"the materialized view {view.Name} does not become what it was by refreshing it";
    }

    // All of them, each time: a value that was taken leaves no trace but itself.
    private static IEnumerable<string> SequenceStatements(GoldenDatabase golden, Dictionary<UserSequence, SequenceState> present)
    {
        UserSequence[] changed = [.. golden.SequenceList.Where(sequence => sequence.IsCached || present[sequence] != golden.Sequences[sequence])];

        // Sessions that hold values drop them.
        IEnumerable<string> restarts = changed.Where(sequence => sequence.IsCached).Select(sequence => $"ALTER SEQUENCE {sequence.Name} RESTART");
        IEnumerable<string> values = changed.Select(sequence => string.Create(
            CultureInfo.InvariantCulture, $"SELECT setval({sequence.Number}::oid::regclass, {golden.Sequences[sequence].LastValue}, {(golden.Sequences[sequence].IsCalled ? "true" : "false")})"));
        return [.. restarts, .. values];
    }
}

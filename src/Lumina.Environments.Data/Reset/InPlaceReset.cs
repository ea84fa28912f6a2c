using System.Globalization;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>
/// Puts right what differs between a database and the template that it was copied from, in one transaction. What was written since shows in the rows
/// themselves: each bears the number of the transaction that wrote it. So a table in which as many rows are as there were, none of them young, is as it was.
/// A superuser puts right the rows that differ; who has the rights of the owner alone empties the tables that have changed and fills them again.
/// </summary>
internal sealed class InPlaceReset(AdminConnections admin, ConnectionLimits limits, TimeProvider timeProvider)
{
    public const string UnknownStart = "it is not known since when it may have changed";

    /// <summary>Puts a database right.</summary>
    /// <param name="database">It.</param>
    /// <param name="golden">What it is compared with.</param>
    /// <param name="password">The password that its role must have.</param>
    /// <param name="rowByRow">Whether rows that differ are put right one by one, with triggers and foreign keys off, for which it takes a superuser.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Why the database has to be swapped instead; null where it is as its template now.</returns>
    public async Task<string?> TryAsync(DatabaseEntry database, GoldenDatabase golden, string password, bool rowByRow, CancellationToken cancellationToken)
    {
        if (database.Comment.PristineAt is not { } pristineAt)
        {
            return UnknownStart;
        }

        try
        {
            return await admin.RunOftenInAsync(
                database.Name, $"Resetting '{database.Name}'", connection => RunAsync(connection, database, golden, pristineAt, password, rowByRow, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception) when (exception.InnerException is PostgresException { SqlState: not PostgresErrorCodes.LockNotAvailable } error)
        {
            // Nothing has happened: the transaction was rolled back.
            return $"putting the difference right failed: {PostgreSqlErrors.Words(error)}";
        }
    }

    private async Task<string?> RunAsync(NpgsqlConnection connection, DatabaseEntry database, GoldenDatabase golden, ulong pristineAt, string password, bool rowByRow, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(GoldenDatabase.ReadSettings, cancellationToken).ConfigureAwait(false);
        await RollBackPreparedAsync(connection, cancellationToken).ConfigureAwait(false);
        FencedTransaction fenced = await new WriteFence(rowByRow, timeProvider).EnterAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (fenced.Transaction.ConfigureAwait(false))
        {
            int youngest = await connection.ReadAsync<int>(string.Create(CultureInfo.InvariantCulture, $"SELECT age('{pristineAt % (1UL << 32)}'::xid)"), cancellationToken).ConfigureAwait(false);
            int connections = await limits.OfDatabaseAsync(() => connection.MaximumConnectionsAsync(cancellationToken)).ConfigureAwait(false);
            string? difference = await AttributesAsync(connection, database.Name, connections, cancellationToken).ConfigureAwait(false)
                ?? (rowByRow ? await PasswordAsync(connection, database.Name, password, cancellationToken).ConfigureAwait(false) : await HiddenAsync(connection, cancellationToken).ConfigureAwait(false))
                ?? await new SchemaComparison(golden).FindDifferenceAsync(connection, database.Name, youngest, cancellationToken).ConfigureAwait(false)
                ?? await RestoreAsync(connection, golden, fenced.Tables, youngest, rowByRow, cancellationToken).ConfigureAwait(false);
            if (difference is not null)
            {
                return difference;
            }

            if (!rowByRow)
            {
                // Nobody else may read whether it is still the same.
                await connection.ExecuteAsync($"ALTER ROLE {SqlText.Identifier(database.Name)} PASSWORD {SqlText.Literal(ScramVerifier.Make(password))}", cancellationToken).ConfigureAwait(false);
            }

            DatabaseComment comment = database.Comment with { PristineAt = fenced.Number + 1 };
            await connection.ExecuteAsync(DatabaseMaker.Comment("DATABASE", database.Name, comment), cancellationToken).ConfigureAwait(false);
            await fenced.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private static async Task RollBackPreparedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (string id in await connection.ReadAllAsync("SELECT gid FROM pg_prepared_xacts WHERE database = current_database()", reader => reader.GetString(0), cancellationToken).ConfigureAwait(false))
        {
            await connection.ExecuteAsync($"ROLLBACK PREPARED {SqlText.Literal(id)}", cancellationToken).ConfigureAwait(false);
        }
    }

    // What lies outside of the database, and no copy has: see TemplateFitness.
    private static async Task<string?> AttributesAsync(NpgsqlConnection connection, string owner, int connections, CancellationToken cancellationToken)
    {
        string lookUp = string.Create(CultureInfo.InvariantCulture, $"""
            SELECT CASE
                WHEN EXISTS (SELECT FROM pg_db_role_setting s WHERE s.setdatabase = d.oid OR s.setrole = r.oid) THEN 'parameters of the database or of its role were set'
                WHEN EXISTS (SELECT FROM aclexplode(d.datacl) WHERE grantee <> d.datdba) THEN 'rights on the database itself were granted'
                WHEN d.datconnlimit <> -1 OR d.datistemplate OR d.datdba <> r.oid THEN 'attributes of the database itself have changed'
                WHEN r.rolconnlimit <> {connections} OR r.rolvaliduntil IS NOT NULL THEN 'attributes of its role have changed'
            END
            FROM pg_database d, pg_roles r WHERE d.datname = current_database() AND r.rolname = {SqlText.Literal(owner)}
            """);
        return (await connection.ReadAllAsync(lookUp, reader => reader.IsDBNull(0) ? null : reader.GetString(0), cancellationToken).ConfigureAwait(false)).Single();
    }

    private static async Task<string?> PasswordAsync(NpgsqlConnection connection, string owner, string password, CancellationToken cancellationToken)
    {
        string verifier = await connection.ReadAsync<string>($"SELECT coalesce(rolpassword, '') FROM pg_authid WHERE rolname = {SqlText.Literal(owner)}", cancellationToken).ConfigureAwait(false);
        return ScramVerifier.Matches(verifier, password) ? null : "the password of its role was changed";
    }

    // What only a superuser may look at, so that nobody else can tell whether it is as it was.
    private static async Task<string?> HiddenAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => await connection.ReadAsync<bool>(
        "SELECT NOT has_table_privilege('pg_largeobject', 'SELECT') AND (EXISTS (SELECT FROM pg_largeobject_metadata) OR EXISTS (SELECT FROM pg_user_mappings))", cancellationToken).ConfigureAwait(false)
        ? "it has large objects or user mappings, into which a superuser alone may look" : null;

    private static async Task<string?> RestoreAsync(NpgsqlConnection connection, GoldenDatabase golden, IReadOnlyList<UserTable> tables, int youngest, bool rowByRow, CancellationToken cancellationToken)
    {
        IReadOnlyList<(long Rows, long Young)> counts = await UserContents.CountAsync(connection, tables, youngest, cancellationToken).ConfigureAwait(false);
        List<UserTable> touched = [.. tables.Where((table, i) => counts[i].Young > 0 || counts[i].Rows != golden.TableRows[table.Number])];
        UserTable[] changed = [.. touched.Where(table => !table.IsMaterializedView)];
        string? obstacle = rowByRow
            ? await new TableDifference(golden).RestoreAsync(connection, changed, cancellationToken).ConfigureAwait(false)
            : await new TableReseeding(golden).RestoreAsync(connection, tables, changed, cancellationToken).ConfigureAwait(false);
        if (obstacle is not null)
        {
            return obstacle;
        }

        foreach (UserTable view in touched.Where(table => table.IsMaterializedView))
        {
            if (!await TryRefreshAsync(connection, golden, view, cancellationToken).ConfigureAwait(false))
            {
                return $"the materialized view {view.Name} does not become what it was by refreshing it";
            }
        }

        await RestoreSequencesAsync(connection, golden, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private static async Task<bool> TryRefreshAsync(NpgsqlConnection connection, GoldenDatabase golden, UserTable view, CancellationToken cancellationToken)
    {
        string wanted = await golden.RunAsync(original => TableDifference.SumAsync(original, view, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (await TableDifference.SumAsync(connection, view, cancellationToken).ConfigureAwait(false) == wanted)
        {
            return true;
        }

        await connection.ExecuteAsync($"REFRESH MATERIALIZED VIEW {view.Name}", cancellationToken).ConfigureAwait(false);
        return await TableDifference.SumAsync(connection, view, cancellationToken).ConfigureAwait(false) == wanted;
    }

    // All of them, each time: a value that was taken leaves no trace but itself.
    private static async Task RestoreSequencesAsync(NpgsqlConnection connection, GoldenDatabase golden, CancellationToken cancellationToken)
    {
        IReadOnlyList<UserSequence> sequences = await UserContents.SequencesAsync(connection, cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<uint, SequenceState> present = await UserContents.SequenceStatesAsync(connection, sequences, cancellationToken).ConfigureAwait(false);
        foreach (UserSequence sequence in sequences)
        {
            SequenceState wanted = golden.Sequences[sequence.Number];
            if (sequence.IsCached)
            {
                // Sessions that hold values drop them.
                await connection.ExecuteAsync($"ALTER SEQUENCE {sequence.Name} RESTART", cancellationToken).ConfigureAwait(false);
            }

            if (sequence.IsCached || present[sequence.Number] != wanted)
            {
                await connection.ExecuteAsync(
                    string.Create(CultureInfo.InvariantCulture, $"SELECT setval({sequence.Number}::oid::regclass, {wanted.LastValue}, {(wanted.IsCalled ? "true" : "false")})"), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}

using System.Data;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Drops databases, whatever keeps them: sessions, transactions that were prepared, slots and subscriptions of logical replication.</summary>
/// <param name="admin">How an administrator connects.</param>
internal sealed class DatabaseEnder(AdminConnections admin)
{
    /// <summary>Drops a database where it is there. One after the other: of two that end it, one would close what the other has just opened, and each would stumble over what the other has deleted.</summary>
    /// <param name="connection">An administrator's, in another database.</param>
    /// <param name="name">The database.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task DropAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) => connection.AloneAsync(name, async () =>
    {
        try
        {
            await ForceAsync(connection, name, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ObjectInUse)
        {
            await ReleaseAsync(connection, name, cancellationToken).ConfigureAwait(false);
            await ForceAsync(connection, name, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }, cancellationToken);

    /// <summary>Drops a role that owns nothing any more, where it is there; one after the other as well.</summary>
    public static Task DropRoleAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) => connection.AloneAsync(name, async () =>
    {
        await connection.ExecuteAsync($"DROP ROLE IF EXISTS {SqlText.Identifier(name)}", cancellationToken).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    /// <summary>Rolls back what was prepared in a database: one that has such transactions can't be renamed either.</summary>
    public async Task RollBackPreparedAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        if (await connection.ReadAsync<bool>($"SELECT EXISTS (SELECT FROM pg_prepared_xacts WHERE database = {SqlText.Literal(name)})", cancellationToken).ConfigureAwait(false))
        {
            await admin.RunInAsync(name, $"Rolling back what is prepared in '{name}'", inside => RollBackPreparedAsync(inside, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Rolls back what was prepared in the database of a connection, and neither committed nor rolled back.</summary>
    public static async Task RollBackPreparedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach ((string id, string owner) in await connection.ReadAllAsync(
            "SELECT gid, coalesce(owner, current_user) FROM pg_prepared_xacts WHERE database = current_database()", reader => (reader.GetString(0), reader.GetString(1)), cancellationToken).ConfigureAwait(false))
        {
            // Who prepared it may, and an administrator who is no superuser may not.
            await connection.ExecuteAsync($"SET ROLE {SqlText.Identifier(owner)}", cancellationToken).ConfigureAwait(false);
            try
            {
                await connection.ExecuteAsync($"ROLLBACK PREPARED {SqlText.Literal(id)}", cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.ObjectNotInPrerequisiteState)
            {
                // Somebody else is at it, or was.
            }
            finally
            {
                // The session may be kept. One that has broken has an error of its own, which is the one to be told.
                if (connection.State == ConnectionState.Open)
                {
                    await connection.ExecuteAsync("RESET ROLE", CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Ends the sessions of a database and waits until they are gone.</summary>
    /// <param name="connection">An administrator's, in another database.</param>
    /// <param name="name">The database.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static Task EndSessionsOfAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        EndSessionsAsync(connection, $"datname = {SqlText.Literal(name)} AND usesysid IS NOT NULL", cancellationToken);

    // What holds a database and is no session of it is ended by no force.
    private async Task ReleaseAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        // Most of it can be given up from inside alone, and the database may be closed.
        await connection.ExecuteAsync($"ALTER DATABASE {SqlText.Identifier(name)} ALLOW_CONNECTIONS true", cancellationToken).ConfigureAwait(false);
        try
        {
            await admin.RunInAsync(name, $"Giving up what holds '{name}'", inside => ReleaseAsync(inside, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // One that stays after all must not be open for that, and who reads a slot would come again.
            await connection.ExecuteAsync($"ALTER DATABASE {SqlText.Identifier(name)} ALLOW_CONNECTIONS false", CancellationToken.None).ConfigureAwait(false);
        }

        // A slot that nobody reads goes with its database. Who reads one is a session of another kind, which force spares.
        await EndSessionsAsync(connection, $"pid IN (SELECT active_pid FROM pg_replication_slots WHERE database = {SqlText.Literal(name)})", cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReleaseAsync(NpgsqlConnection inside, CancellationToken cancellationToken)
    {
        await RollBackPreparedAsync(inside, cancellationToken).ConfigureAwait(false);
        foreach (string subscription in await inside.ReadAllAsync(
            "SELECT subname FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())", reader => reader.GetString(0), cancellationToken).ConfigureAwait(false))
        {
            // Without its slot: that is another server's, which may be gone.
            string alter = $"ALTER SUBSCRIPTION {SqlText.Identifier(subscription)}";
            await inside.ExecuteAsync($"{alter} DISABLE", cancellationToken).ConfigureAwait(false);
            await inside.ExecuteAsync($"{alter} SET (slot_name = NONE)", cancellationToken).ConfigureAwait(false);
            await inside.ExecuteAsync($"DROP SUBSCRIPTION {SqlText.Identifier(subscription)}", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends sessions and waits until they are gone, for some seconds at most.</summary>
    /// <param name="connection">An administrator's.</param>
    /// <param name="which">A condition on <c>pg_stat_activity</c>. Workers that clean up after others have no user: only few may end them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    // Whoever waits inside the server for a session that is on its way out sleeps for a tenth of a second: looked at here, it is a millisecond.
    public static Task EndSessionsAsync(NpgsqlConnection connection, string which, CancellationToken cancellationToken) =>
        WaitUntilNoneAsync(connection, $"FROM pg_stat_activity WHERE {which}", $"PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE {which};", cancellationToken);

    /// <summary>Looks again and again, for some seconds at most, whether there is nothing of some kind any more.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="which">What there is to be none of.</param>
    /// <param name="meanwhile">What is done each time that there is something.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static Task WaitUntilNoneAsync(NpgsqlConnection connection, string which, string meanwhile, CancellationToken cancellationToken) => connection.ExecuteAsync(
        $"""
        DO $wait$ BEGIN
            FOR i IN 1..5000 LOOP
                PERFORM pg_stat_clear_snapshot();
                EXIT WHEN NOT EXISTS (SELECT {which});
                {meanwhile}
                PERFORM pg_sleep(0.001);
            END LOOP;
        END $wait$
        """,
        cancellationToken);

    private static async Task ForceAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {SqlText.Identifier(name)} WITH (FORCE)", cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.WrongObjectType)
        {
            // Its owner may have made a template of it.
            await connection.ExecuteAsync($"ALTER DATABASE {SqlText.Identifier(name)} IS_TEMPLATE false", cancellationToken).ConfigureAwait(false);
            await ForceAsync(connection, name, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // By force it is dropped only by who may end the server's own workers as well, and these go by themselves where nobody forces them.
            await connection.ExecuteAsync($"ALTER DATABASE {SqlText.Identifier(name)} ALLOW_CONNECTIONS false", cancellationToken).ConfigureAwait(false);
            await EndSessionsOfAsync(connection, name, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {SqlText.Identifier(name)}", cancellationToken).ConfigureAwait(false);
        }
    }
}

using System.Globalization;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>
/// Keeps every writer out of a database until the transaction ends, and waits for those that are at work. Readers go on, and sessions stay.
/// </summary>
internal sealed class WriteFence(bool rowByRow, TimeProvider timeProvider)
{
    // Short, and again: whoever waits long for a lock makes everybody behind him wait too.
    private const string Settings = "SET LOCAL lock_timeout = '250ms'; SET LOCAL statement_timeout = 0";

    private const string SuperuserSettings = "SET LOCAL deadlock_timeout = '20ms'; SET LOCAL session_replication_role = replica";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Begins the transaction under the fence.</summary>
    /// <returns>It, its number, and the tables that there are.</returns>
    /// <exception cref="ProviderException">Others write and do not finish: they are named.</exception>
    public async Task<FencedTransaction> EnterAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        while (true)
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                IReadOnlyList<UserTable> tables = await UserContents.TablesAsync(connection, rowByRow ? $"{Settings}; {SuperuserSettings}" : Settings, cancellationToken).ConfigureAwait(false);
                string[] names = [.. tables.Where(table => !table.IsMaterializedView).Select(table => $"ONLY {table.Name}")];
                string lockAll = names.Length == 0 ? "" : $"LOCK TABLE {string.Join(", ", names)} IN EXCLUSIVE MODE; ";
                string number = await connection.ReadAsync<string>($"{lockAll}SELECT pg_current_xact_id()::text", cancellationToken).ConfigureAwait(false);
                await WaitForOlderAsync(connection, started, cancellationToken).ConfigureAwait(false);
                return new FencedTransaction(transaction, ulong.Parse(number, CultureInfo.InvariantCulture), tables);
            }
            catch (PostgresException exception) when (
                exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UndefinedTable
                && timeProvider.GetElapsedTime(started) < Bound)
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable)
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
                throw await BusyAsync(connection, exception, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    // What began before this transaction may have written already, also what no lock on a table shows.
    private async Task WaitForOlderAsync(NpgsqlConnection connection, long started, CancellationToken cancellationToken)
    {
        const string Older = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL AND age(backend_xid) > age(pg_current_xact_id()::xid)
            """;

        // What others do is shown to a superuser alone; the locks on their transactions to everybody.
        const string OlderByLocks = """
            SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted
                AND age(l.transactionid) > age(pg_current_xact_id()::xid)
            """;
        while (await connection.ReadAsync<long>(rowByRow ? Older : OlderByLocks, cancellationToken).ConfigureAwait(false) > 0)
        {
            if (timeProvider.GetElapsedTime(started) > Bound)
            {
                throw await BusyAsync(connection, cause: null, cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync("SELECT pg_stat_clear_snapshot()", cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<ProviderException> BusyAsync(NpgsqlConnection connection, PostgresException? cause, CancellationToken cancellationToken)
    {
        const string Writers = """
            SELECT format('pid %s (%s, %s since %s)', pid, coalesce(nullif(application_name, ''), 'no name'), state, xact_start::timestamptz(0))
            FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL ORDER BY xact_start LIMIT 5
            """;
        List<string> writers = await connection.ReadAllAsync(Writers, reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        return new ProviderException(
            $"The database was not reset: it is written to, and {(writers.Count == 0 ? "no lock on its tables was to be had" : $"these sessions have transactions open: {string.Join("; ", writers)}")}, for {Bound.TotalSeconds:0} seconds. End them and reset again, or ask for the way {nameof(ResetWay.Swap)}, which closes every session.",
            cause);
    }
}

using System.Globalization;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>
/// Keeps every writer out of a database until the transaction ends, and waits for those that are at work. Readers go on, and sessions stay.
/// </summary>
internal sealed class WriteFence(WriteLog log, bool rowByRow, TimeProvider timeProvider)
{
    // Short, and again: whoever waits long for a lock makes everybody behind him wait too.
    private static readonly string[] Settings = ["SET LOCAL lock_timeout = '250ms'", "SET LOCAL statement_timeout = 0"];

    private static readonly string[] SuperuserSettings = ["SET LOCAL deadlock_timeout = '20ms'", "SET LOCAL session_replication_role = replica"];

    private const string Prepared = "EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database())";

    // In this order: what is prepared between the two is seen.
    private const string Older = $"""
        SELECT EXISTS (
            SELECT FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL AND age(backend_xid) > age(pg_current_xact_id()::xid)), {Prepared}
        """;

    // What others do is shown to a superuser alone; the locks on their transactions to everybody.
    private const string OlderByLocks = $"""
        SELECT EXISTS (
            SELECT FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted
                AND age(l.transactionid) > age(pg_current_xact_id()::xid)), {Prepared}
        """;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Begins the transaction under the fence.</summary>
    /// <param name="connection">To the database.</param>
    /// <param name="tables">The tables to which nobody may write; others can't be there unless the schema has changed.</param>
    /// <param name="look">What is asked as soon as nobody writes any more, in the same message.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>It; null where the tables are not there as they were.</returns>
    /// <exception cref="ProviderException">Others write and do not finish: they are named.</exception>
    public async Task<FencedTransaction?> EnterAsync(NpgsqlConnection connection, IReadOnlyList<UserTable> tables, SqlQuestion look, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        PostgresException? cause = null;
        while (true)
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (await TryEnterAsync(connection, transaction, tables, look, started, cancellationToken).ConfigureAwait(false) is { } fenced)
                {
                    return fenced;
                }

                await transaction.DisposeAsync().ConfigureAwait(false);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
                cause = exception.SqlState == PostgresErrorCodes.LockNotAvailable ? exception : cause;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.WrongObjectType)
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
                return null;
            }
            catch
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            if (timeProvider.GetElapsedTime(started) > Bound)
            {
                throw await BusyAsync(connection, cause, cancellationToken).ConfigureAwait(false);
            }

            // It has its locks still, and is nobody's session.
            await DatabaseEnder.RollBackPreparedAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    // What began before this transaction may have written already, also what no lock on a table shows. Null where something is prepared.
    private async Task<FencedTransaction?> TryEnterAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<UserTable> tables, SqlQuestion look, long started, CancellationToken cancellationToken)
    {
        string[] names = [.. tables.Where(table => !table.IsMaterializedView).Select(table => $"ONLY {table.Name}")];
        bool isPrepared = false;
        bool isAtWork = false;
        string number = "";
        string? position = null;
        SqlQuestion older = new(rowByRow ? Older : OlderByLocks, reader => (isAtWork, isPrepared) = (reader.GetBoolean(0), reader.GetBoolean(1)));
        IEnumerable<string> settings = rowByRow ? [.. Settings, .. SuperuserSettings] : Settings;
        await connection.ReadTogetherAsync(
            [
                .. settings.Select(setting => new SqlQuestion(setting)),
                .. names.Length == 0 ? [] : new[] { new SqlQuestion($"LOCK TABLE {string.Join(", ", names)} IN EXCLUSIVE MODE") },

                // In this order.
                new SqlQuestion($"SELECT {log.Position}", reader => position = reader.IsDBNull(0) ? null : reader.GetString(0)),
                new SqlQuestion("SELECT pg_current_xact_id()::text", reader => number = reader.GetString(0)),
                older,
                look,
            ],
            areApart: false,
            cancellationToken).ConfigureAwait(false);
        while (isAtWork && !isPrepared)
        {
            if (timeProvider.GetElapsedTime(started) > Bound)
            {
                throw await BusyAsync(connection, cause: null, cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
            await connection.ReadTogetherAsync([new SqlQuestion("SELECT pg_stat_clear_snapshot()", _ => { }), older, look], areApart: false, cancellationToken).ConfigureAwait(false);
        }

        return isPrepared ? null : new FencedTransaction(transaction, ulong.Parse(number, CultureInfo.InvariantCulture), position);
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

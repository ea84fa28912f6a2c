using System.Globalization;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>
/// The server's own log of what was written, as far as it tells which tables of a database were: so a reset need not look at all others. It takes version 15 or
/// newer and a superuser, and an extension in the administrator's database, which is made in servers that are ours alone. Whatever the log does not tell for
/// certain it does not tell at all.
/// </summary>
/// <param name="admin">How an administrator connects.</param>
/// <param name="isOurs">Whether the server is ours.</param>
internal sealed class WriteLog(AdminConnections admin, bool isOurs)
{
    /// <summary>About as long as 70 bytes of the log take to be read, 16 rows take to be counted.</summary>
    private const long BytesForEachRow = 4;

    private static readonly Version FirstWithInspection = new(15, 0);
    private bool? _isReadable;

    /// <summary>An expression for where the log ends now; NULL where nobody will read it.</summary>
    public string Position { get; } = isOurs ? "pg_current_wal_insert_lsn()::text" : "NULL::text";

    /// <summary>Finds out which files of a database were written to since a moment, what was written then by transactions that have not ended aside.</summary>
    /// <param name="database">The server's own number for the database.</param>
    /// <param name="since">The moment.</param>
    /// <param name="rows">How many rows there are to be counted if the log does not tell.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The numbers of the files, of tables and whatever else holds rows; null where the log does not tell, or at greater length than the tables themselves.</returns>
    public async Task<IReadOnlySet<uint>?> FindWrittenAsync(uint database, DatabaseMoment since, long rows, CancellationToken cancellationToken)
    {
        if (!isOurs || since.LogPosition is not { } position || _isReadable == false || !await admin.IsSuperuserAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        try
        {
            return await admin.RunAsync("Reading the server's log", async connection =>
                await IsReadableAsync(connection, cancellationToken).ConfigureAwait(false)
                    ? await FindWrittenAsync(connection, database, position, since.Transaction, BytesForEachRow * rows, cancellationToken).ConfigureAwait(false)
                    : null, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception) when (exception.InnerException is PostgresException)
        {
            // That part of the log is not kept any more.
            return null;
        }
    }

    private static async Task<HashSet<uint>?> FindWrittenAsync(NpgsqlConnection connection, uint database, string position, ulong transaction, long maximum, CancellationToken cancellationToken)
    {
        // What earlier transactions wrote was there then, or had been put right.
        // Indexes go with their tables, sequences are always looked at, and the rest leaves every row as it was. What has a name that is not known here counts as written.
        string written = string.Create(CultureInfo.InvariantCulture, $"""
            SELECT DISTINCT split_part(file, ' ', 1)
            FROM pg_get_wal_records_info({SqlText.Literal(position)}, least(pg_current_wal_flush_lsn(), {SqlText.Literal(position)}::pg_lsn + {maximum})), string_to_table(block_ref, 'rel ') file
            WHERE block_ref LIKE '%/{database}/%' AND (xid = '0'::xid OR age(xid) <= age('{transaction % (1UL << 32)}'::xid))
                AND resource_manager NOT IN ('Btree', 'Hash', 'Gin', 'Gist', 'SPGist', 'BRIN', 'Sequence')
                AND (resource_manager, record_type) NOT IN (
                    ('Heap', 'LOCK'), ('Heap', 'INPLACE'), ('Heap2', 'PRUNE'), ('Heap2', 'PRUNE_ON_ACCESS'), ('Heap2', 'PRUNE_VACUUM_SCAN'), ('Heap2', 'PRUNE_VACUUM_CLEANUP'), ('Heap2', 'VACUUM'), ('Heap2', 'FREEZE_PAGE'), ('Heap2', 'VISIBLE'), ('Heap2', 'LOCK_UPDATED'),
                    ('XLOG', 'FPI_FOR_HINT'))
            """);
        string ofDatabase = string.Create(CultureInfo.InvariantCulture, $"/{database}/");
        bool isShort = false;
        HashSet<uint> files = [];

        // A commit that is waited for writes all out that was logged before it; only that can be read.
        await connection.ReadTogetherAsync(
            [
                new SqlQuestion("SET synchronous_commit = on"),
                new SqlQuestion("SELECT pg_logical_emit_message(true, 'lumina', '')", _ => { }),
                new SqlQuestion($"SELECT pg_current_wal_flush_lsn() - {SqlText.Literal(position)}::pg_lsn <= {maximum.ToString(CultureInfo.InvariantCulture)}", reader => isShort = reader.GetBoolean(0)),
                new SqlQuestion(written, reader =>
                {
                    string file = reader.GetString(0);
                    if (file.Contains(ofDatabase, StringComparison.Ordinal))
                    {
                        files.Add(uint.Parse(file.AsSpan(file.LastIndexOf('/') + 1), CultureInfo.InvariantCulture));
                    }
                }),
            ],
            areApart: true,
            cancellationToken).ConfigureAwait(false);
        return isShort ? files : null;
    }

    private async ValueTask<bool> IsReadableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_isReadable is { } known)
        {
            return known;
        }

        if (connection.PostgreSqlVersion < FirstWithInspection)
        {
            return (_isReadable = false).Value;
        }

        try
        {
            await connection.ExecuteAsync("CREATE EXTENSION IF NOT EXISTS pg_walinspect", cancellationToken).ConfigureAwait(false);
            return (_isReadable = true).Value;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateObject)
        {
            // Somebody else did so at the same moment.
            return (_isReadable = true).Value;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.UndefinedFile)
        {
            // It is not installed.
            return (_isReadable = false).Value;
        }
    }
}

using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lumina.Environments.Sqlite;

/// <summary>One connection to the store's file with its prepared statements. For one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private const int NoCheckpointOnClose = 1006; // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, which has no name in SQLitePCL

    private const int CacheKibibytes = 16 * 1024;
    private const int PagesPerCheckpoint = 4096;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteCommand> _queries = new(StringComparer.Ordinal);

    private SqliteSession(string dataSource, SqliteOpenMode mode)
    {
        // The provider would wait for a lock in naps of 150 ms: its own waiting ends at once after SQLite's, which has finer ones.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = dataSource, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
        _connection.Open();
    }

    /// <summary>Opens a file that is there. Until <see cref="AllowCheckpoints"/> closing leaves it as it is.</summary>
    public static SqliteSession Open(string path, TimeSpan busyTimeout)
    {
        SqliteSession session = new(path, SqliteOpenMode.ReadWrite);
        try
        {
            _ = raw.sqlite3_db_config(session._connection.Handle, NoCheckpointOnClose, 1, out _);
            if (raw.sqlite3_db_readonly(session._connection.Handle, "main") == 1)
            {
                // SQLite opens what it may not write for reading, and leaves files beside it then that nobody can write to.
                throw new SqliteException("it may not be written to", raw.SQLITE_READONLY);
            }

            session.Run($"PRAGMA busy_timeout = {(long)busyTimeout.TotalMilliseconds}");
            session.Run("PRAGMA synchronous = FULL");
            session.Run("PRAGMA secure_delete = ON");
            session.Run("PRAGMA foreign_keys = ON");

            // Hundreds of environments that are written at once find their pages in memory, and each page goes from the log to the file once for many commits.
            session.Run($"PRAGMA cache_size = -{CacheKibibytes}");
            session.Run($"PRAGMA wal_autocheckpoint = {PagesPerCheckpoint}");
            return session;
        }
        catch (SqliteException)
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file itself, without its write-ahead log, and changes nothing, not even beside it.</summary>
    /// <remarks>It goes through SQLite: another handle on the file would, when it is closed, take the locks of this process from it (fcntl(2)).</remarks>
    public static SqliteSession OpenUntouched(string path) => new($"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1", SqliteOpenMode.ReadOnly);

    /// <summary>Opens a file to be filled; it is made.</summary>
    public static SqliteSession Create(string path) => new(path, SqliteOpenMode.ReadWriteCreate);

    public void AllowCheckpoints() => _ = raw.sqlite3_db_config(_connection.Handle, NoCheckpointOnClose, 0, out _);

    /// <summary>Runs statements that are not prepared.</summary>
    public void Run(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement; its parameters are <c>?1</c>, <c>?2</c>, …</summary>
    /// <returns>How many rows it has changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        Prepare(sql).Run(values);
        return raw.sqlite3_changes(_connection.Handle);
    }

    /// <summary>The first value of the first row; null where there is no row, or where it is null.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values) => Prepare(sql).Run(values);

    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => PrepareQuery(sql, values).ExecuteReader();

    /// <summary>What a pragma says.</summary>
    public long Pragma(string name)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        foreach (IDisposable statement in _statements.Values.Concat<IDisposable>(_queries.Values))
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
        {
            statement = new SqliteStatement(_connection.Handle!, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    private SqliteCommand PrepareQuery(string sql, ReadOnlySpan<object?> values)
    {
        if (!_queries.TryGetValue(sql, out SqliteCommand? command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (int i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
            }

            _queries.Add(sql, command);
        }

        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}

using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lumina.Environments.Sqlite;

/// <summary>A prepared statement that gives one value at most. It goes to SQLite without a command and its parameters between: those cost more than what most statements of a commit do.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), database);
    }

    /// <summary>Runs it to its end; the parameters are <c>?1</c>, <c>?2</c>, …</summary>
    /// <returns>The first value of the first row; null where there is no row, or where it is null.</returns>
    public object? Run(ReadOnlySpan<object?> values)
    {
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                Bind(i + 1, values[i]);
            }

            object? first = null;
            bool isFirst = true;
            int result;
            while ((result = raw.sqlite3_step(_statement)) == raw.SQLITE_ROW)
            {
                first = isFirst ? Read() : first;
                isFirst = false;
            }

            SqliteException.ThrowExceptionForRC(result, _database);
            return first;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
            raw.sqlite3_clear_bindings(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(int index, object? value)
    {
        int result = value switch
        {
            null => raw.sqlite3_bind_null(_statement, index),
            long number => raw.sqlite3_bind_int64(_statement, index, number),
            int number => raw.sqlite3_bind_int64(_statement, index, number),
            string text => raw.sqlite3_bind_text(_statement, index, text),
            byte[] bytes => raw.sqlite3_bind_blob(_statement, index, bytes),
            _ => throw new ArgumentException($"A {value.GetType().Name} is no value that the store writes.", nameof(value)),
        };
        SqliteException.ThrowExceptionForRC(result, _database);
    }

    private object? Read() => raw.sqlite3_column_type(_statement, 0) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(_statement, 0),
        raw.SQLITE_TEXT => raw.sqlite3_column_text(_statement, 0).utf8_to_string(),
        raw.SQLITE_BLOB => raw.sqlite3_column_blob(_statement, 0).ToArray(),
        _ => null,
    };
}

using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Lumina.Environments.Sqlite;

/// <summary>What SQLite's errors mean for a store.</summary>
internal static class StoreErrors
{
    /// <summary>Whether the file is no database, damaged or cut.</summary>
    public static bool IsDamage(SqliteException exception) =>
        exception.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB || exception.SqliteExtendedErrorCode == SQLITE_IOERR_SHORT_READ;

    public static EnvironmentStoreException Translate(string path, SqliteStoreOptions options, SqliteException exception) => exception.SqliteErrorCode switch
    {
        _ when IsDamage(exception) => Damaged(path, exception.SqliteErrorCode == SQLITE_NOTADB ? "it is no SQLite database." : "it is damaged or was cut.", exception),
        SQLITE_BUSY or SQLITE_LOCKED => new EnvironmentStoreException(
            path, $"The store {path} could not be written to: other processes held it for {options.BusyTimeout}. Try again, see which process hangs, or wait longer by {nameof(SqliteStoreOptions.BusyTimeout)}.", exception),
        SQLITE_FULL => new EnvironmentStoreException(path, $"The store {path} could not be written to: the disk is full. Make room and try again.", exception),
        SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_PERM => new EnvironmentStoreException(
            path, $"The store {path} cannot be opened for writing ({exception.Message}): this process needs the right to write the file and its directory.", exception),
        _ => new EnvironmentStoreException(path, $"The store {path} could not be read or written: {exception.Message}", exception),
    };

    public static EnvironmentStoreDamagedException Damaged(string path, string reason, Exception? cause = null) => new(path, reason, StoreSalvage.Read(path), cause);
}

using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Lumina.Environments.Sqlite;

/// <summary>What SQLite's errors mean for a store.</summary>
internal static class StoreErrors
{
    /// <summary>What SQLite makes beside a file at least: one piece of the index that processes share.</summary>
    private const long LeastRoom = 32 * 1024;

    /// <summary>Whether the file is no database, damaged or cut.</summary>
    public static bool IsDamage(SqliteException exception) =>
        exception.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB || exception.SqliteExtendedErrorCode == SQLITE_IOERR_SHORT_READ;

    public static EnvironmentStoreException Translate(string path, SqliteStoreOptions options, SqliteException exception) => exception.SqliteErrorCode switch
    {
        _ when IsDamage(exception) => Damaged(path, exception.SqliteErrorCode == SQLITE_NOTADB ? "it is no SQLite database." : "it is damaged or was cut.", exception),
        SQLITE_BUSY or SQLITE_LOCKED => new EnvironmentStoreException(
            path, $"The store {path} could not be written to: other processes held it for {options.BusyTimeout}. Try again, see which process hangs, or wait longer by {nameof(SqliteStoreOptions.BusyTimeout)}.", exception),
        SQLITE_FULL => Full(path, exception),
        SQLITE_IOERR when !HasRoom(path) => Full(path, exception), // as where the file that its processes share cannot be made longer
        SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_PERM => new EnvironmentStoreException(
            path, $"The store {path} cannot be opened for writing ({exception.Message}): this process needs the right to write the file, what is beside it (-wal, -shm) and its directory.", exception),
        _ => new EnvironmentStoreException(path, $"The store {path} could not be read or written: {exception.Message}", exception),
    };

    public static EnvironmentStoreDamagedException Damaged(string path, string reason, Exception? cause = null) => new(path, reason, StoreSalvage.Read(path), cause);

    public static EnvironmentStoreException Gone(string path) => new(
        path, $"The store {path} is gone: somebody has deleted or moved its file while it was in use. Nothing more is written. Put it back with its -wal file where they are, and open it anew; what its environments have on their platforms bears their marks, and a sweep finds it.");

    private static EnvironmentStoreException Full(string path, SqliteException exception) =>
        new(path, $"The store {path} could not be written to: the disk is full. Make room and try again.", exception);

    private static bool HasRoom(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace >= LeastRoom;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return true;
        }
    }
}

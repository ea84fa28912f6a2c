using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite.Tests;

/// <summary>A folder with one store in it.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-sqlite-");

    public string Folder => _folder.FullName;

    public string Store => Path.Combine(Folder, "store.db");

    public string Key => Store + ".key";

    public SqliteEnvironmentStore Open(TimeProvider? timeProvider = null, Action<SqliteStoreOptions>? configure = null)
    {
        SqliteStoreOptions options = new() { Path = Store };
        configure?.Invoke(options);
        return new SqliteEnvironmentStore(options, timeProvider);
    }

    /// <summary>Runs SQL on the file, past the store.</summary>
    public object? Run(string sql)
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Store, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Runs SQL on the file and leaves its effect in the log, as a process does that is killed.</summary>
    public void RunWithoutCheckpoint(string sql)
    {
        using SqliteSession session = SqliteSession.Open(Store, TimeSpan.FromSeconds(1));
        session.Run("PRAGMA wal_autocheckpoint = 0");
        session.Run(sql);
    }

    /// <summary>All bytes of the store's file and its log; read by another process, since a handle of this one would take the store's locks with it.</summary>
    public byte[] Bytes()
    {
        DirectoryInfo copy = Directory.CreateTempSubdirectory("lumina-sqlite-copy-");
        try
        {
            using Process cp = Process.Start(new ProcessStartInfo("cp", ["-r", $"{Folder}/.", copy.FullName]) { UseShellExecute = false })!;
            cp.WaitForExit();
            return [.. copy.EnumerateFiles().Where(file => file.Extension is ".db" or ".db-wal").OrderBy(file => file.Name).SelectMany(file => File.ReadAllBytes(file.FullName))];
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite;

/// <summary>Makes the store's file, and looks before it is used whether it can be: that it is ours, whole, of a version that is known, and that the key is the right one.</summary>
internal sealed class StoreFile(SqliteStoreOptions options)
{
    private const string LogSuffix = "-wal";
    private const string IndexSuffix = "-shm";
    private const int HeaderLength = 100; // https://sqlite.org/fileformat2.html#the_database_header

    public string Path { get; } = System.IO.Path.GetFullPath(options.Path);

    /// <summary>Opens the store; the file is made where it is absent.</summary>
    /// <exception cref="EnvironmentStoreException">It cannot be used.</exception>
    public SqliteSession Open(out SecretCipher cipher)
    {
        if (Directory.Exists(Path))
        {
            throw new EnvironmentStoreException(Path, $"The store {Path} is a folder. Name a file in it.");
        }

        try
        {
            return OpenFile(out cipher);
        }
        catch (SqliteException exception)
        {
            throw StoreErrors.Translate(Path, options, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentStoreException(Path, $"The store {Path} cannot be made or opened: {exception.Message.TrimEnd('.')}. Name a file in a folder in which this process may write.", exception);
        }
    }

    private SqliteSession OpenFile(out SecretCipher cipher)
    {
        PrivateFile.MakeDirectoryOf(Path);
        bool isNew = !File.Exists(Path); // asked before the key is looked for: who makes a store publishes its key first
        if (!isNew && StoreKey.IsMissing(options, Path))
        {
            LooksWhole(cipher: null); // where it is no store, or none any more, no key mends it
        }

        SecretCipher ours = cipher = new SecretCipher(StoreKey.Load(options, Path, isNew));
        if (isNew)
        {
            PrivateFile.Publish(Path, draft => Fill(draft, ours));
        }

        bool isWhole = LooksWhole(ours);
        SqliteSession session = OpenSession();
        try
        {
            foreach (string file in new[] { Path, Path + LogSuffix, Path + IndexSuffix })
            {
                PrivateFile.Restrict(file);
            }

            Check(session, isWhole, ours);
            session.AllowCheckpoints();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Sees to it that what is written is written to the store: a file without a name takes everything, and it is gone with the process.</summary>
    /// <exception cref="EnvironmentStoreException">The file was deleted or moved.</exception>
    public void RequireThere()
    {
        if (!File.Exists(Path))
        {
            throw StoreErrors.Gone(Path);
        }
    }

    /// <summary>One more connection to a store that was opened.</summary>
    public SqliteSession OpenSession() => SqliteSession.Open(Path, options.BusyTimeout);

    private static void Fill(string draft, SecretCipher cipher)
    {
        using SqliteSession session = SqliteSession.Create(draft);
        session.Run("PRAGMA journal_mode = WAL");
        session.Run("PRAGMA synchronous = FULL");
        StoreSchema.Migrate(session, StoreSchema.Scripts);
        session.Execute("INSERT INTO store (only, last_fencing_token, key_check) VALUES (1, 0, ?1)", cipher.MakeCheck());
    }

    // What the file says of itself, without what is still in the log beside it. Reading every page (quick_check) would take seconds for a large store.
    private bool LooksWhole(SecretCipher? cipher)
    {
        if (new FileInfo(Path).Length == 0)
        {
            throw StoreErrors.Damaged(Path, "it is empty.");
        }

        // SQLite takes a file that ends within its header for an empty database, and would find a stranger's.
        if (new FileInfo(Path) is { Length: < HeaderLength and long cut })
        {
            throw StoreErrors.Damaged(Path, $"it has {cut} bytes, and a database has {HeaderLength} at least: it was cut, or it is no SQLite database.");
        }

        bool hasLog = new FileInfo(Path + LogSuffix) is { Exists: true, Length: > 0 };
        try
        {
            using SqliteSession file = SqliteSession.OpenUntouched(Path);
            RefuseStrangers(file);
            long expected = file.Pragma("page_count") * file.Pragma("page_size");
            long length = new FileInfo(Path).Length;
            if (length < expected)
            {
                return hasLog ? false : throw StoreErrors.Damaged(Path, $"it has {length} bytes and should have {expected}: it was cut.");
            }

            if (cipher is not null)
            {
                RefuseWrongKey(file, cipher);
            }

            return true;
        }
        catch (SqliteException exception) when (hasLog && StoreErrors.IsDamage(exception))
        {
            return false; // a process that ended while it moved its log into the file leaves it so; the log has the rest
        }
    }

    private void Check(SqliteSession session, bool isWhole, SecretCipher cipher)
    {
        RefuseStrangers(session);
        if (!isWhole && session.Scalar("PRAGMA quick_check(1)") is not "ok")
        {
            throw StoreErrors.Damaged(Path, "it was cut, or pages of it were overwritten.");
        }

        RefuseWrongKey(session, cipher);
        session.Run("PRAGMA journal_mode = WAL");
        StoreSchema.Migrate(session, StoreSchema.Scripts);
    }

    private void RefuseWrongKey(SqliteSession session, SecretCipher cipher)
    {
        if (session.Scalar("SELECT key_check FROM store") is not byte[] check)
        {
            throw StoreErrors.Damaged(Path, "it has no record of its key.");
        }

        if (!cipher.Opens(check))
        {
            string? keyFile = StoreKey.FileOf(options, Path);
            throw new EnvironmentStoreKeyException(
                Path, keyFile, $"The key {(keyFile is null ? "in the options" : $"in {keyFile}")} is not the one of the store {Path}: put the right key {(keyFile is null ? "there" : "file in its place")}. The store is left as it is.");
        }
    }

    private void RefuseStrangers(SqliteSession session)
    {
        if (session.Pragma("application_id") != StoreSchema.ApplicationId)
        {
            throw StoreErrors.Damaged(Path, "it is a SQLite database of another program.");
        }

        int version = (int)session.Pragma("user_version");
        if (version > StoreSchema.Scripts.Count)
        {
            throw new EnvironmentStoreVersionException(Path, version, StoreSchema.Scripts.Count);
        }
    }
}

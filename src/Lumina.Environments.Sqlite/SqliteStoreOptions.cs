namespace Lumina.Environments.Sqlite;

/// <summary>Options of the SQLite store. They are validated when it is opened.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The name of the configuration section that holds them: <c>Lumina:Sqlite</c>.</summary>
    public const string SectionName = "Lumina:Sqlite";

    /// <summary>How many bytes a key has: 32.</summary>
    public const int KeyLength = 32;

    /// <summary>The file, on a disk of this machine; made where it is absent, with its directory. A relative path counts from the working directory. It has to be given.</summary>
    public string Path { get; set; } = "";

    /// <summary>The key that encrypts secrets, <see cref="KeyLength"/> bytes (as base64 in configuration). Default: null, it is in <see cref="KeyFile"/>.</summary>
    public byte[]? Key { get; set; }

    /// <summary>The file that holds the key as base64. It is made together with the store where it is absent, for its owner's eyes alone. Default: null, the store's path with <c>.key</c> after it.</summary>
    public string? KeyFile { get; set; }

    /// <summary>How long a call waits for its turn to write while other processes do, 1 second to 10 minutes. Default: 30 seconds.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many journals of terminated environments are kept for a look back, the newest, 0 or more. Default: 1,000.</summary>
    public int RetainedJournals { get; set; } = 1_000;

    /// <summary>How long the journal of a terminated environment is kept, 0 or more; older ones go when the store is opened and when another environment ends. Default: 30 days.</summary>
    public TimeSpan RetentionPeriod { get; set; } = TimeSpan.FromDays(30);
}

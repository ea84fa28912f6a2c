namespace Lumina.Environments.Local;

/// <summary>Options of the local providers. They are validated when the manager is made.</summary>
public sealed class LocalOptions
{
    /// <summary>The name of the configuration section that holds them: <c>Lumina:Local</c>.</summary>
    public const string SectionName = "Lumina:Local";

    /// <summary>The environment variable that says where PostgreSQL's programs are: <c>LUMINA_POSTGRESQL_BIN</c>, a directory.</summary>
    public const string PostgreSqlVariable = "LUMINA_POSTGRESQL_BIN";

    /// <summary>The environment variable that says where Redis' server is: <c>LUMINA_REDIS_SERVER</c>, a file.</summary>
    public const string RedisVariable = "LUMINA_REDIS_SERVER";

    /// <summary>The environment variable that says where MariaDB's server is: <c>LUMINA_MARIADB_SERVER</c>, a file.</summary>
    public const string MariaDbVariable = "LUMINA_MARIADB_SERVER";

    /// <summary>The directory of PostgreSQL's programs (<c>postgres</c>, <c>initdb</c>). Default: what <see cref="PostgreSqlVariable"/> names; where that is not set, looked for in the PATH and the usual places.</summary>
    public string? PostgreSqlPath { get; set; }

    /// <summary>The program <c>redis-server</c>. Default: what <see cref="RedisVariable"/> names; where that is not set, looked for in the PATH and the usual places.</summary>
    public string? RedisPath { get; set; }

    /// <summary>The program <c>mariadbd</c>; <c>mariadb-install-db</c> is beside it or in a directory <c>bin</c> or <c>scripts</c> beside its own. Default: what <see cref="MariaDbVariable"/> names; where that is not set, looked for in the PATH and the usual places.</summary>
    public string? MariaDbPath { get; set; }

    /// <summary>The account that servers run as where this process is root, which they never do. Default: the server's own (<c>postgres</c>, <c>redis</c>, <c>mysql</c>), else <c>nobody</c>.</summary>
    public string? ServerAccount { get; set; }

    /// <summary>The directory below which this process makes its private one, which goes with it. At most 60 characters, since sockets lie in it. Default: the system's for temporary files.</summary>
    public string? WorkDirectory { get; set; }

    /// <summary>How long what is made stays. <see cref="LocalLifetime.Environment"/> needs a durable store. Default: <see cref="LocalLifetime.Process"/>.</summary>
    public LocalLifetime Lifetime { get; set; } = LocalLifetime.Process;

    /// <summary>Where what has the lifetime <see cref="LocalLifetime.Environment"/> lies and is written down: a whole path, the same for all processes that are to find it. At most 50 characters, since sockets lie in it. Default: <c>lumina</c> in <c>$XDG_STATE_HOME</c> or in <c>~/.local/state</c>; where this process is root, <c>/var/lib/lumina</c>, which the accounts of servers can reach.</summary>
    public string? StateDirectory { get; set; }

    /// <summary>Where initialized data directories are kept from one process to the next. Default: <c>lumina</c> in <c>$XDG_CACHE_HOME</c> or in <c>~/.cache</c>.</summary>
    public string? CacheDirectory { get; set; }

    /// <summary>How many initialized data directories are kept, 1 to 100 of each engine; the one that was used least recently goes first. Each of PostgreSQL takes about 15 MB, of MariaDB 35 MB. Default: 4.</summary>
    public int CachedDataDirectories { get; set; } = 4;

    /// <summary>How many different seeded states of PostgreSQL databases are kept from one process to the next, in the cache of data directories, 0 to 16; those used least recently go first. Default: 8. With 0 each process seeds anew. What is kept is as readable as the cache, which is this user's alone; a server of more than 512 MB is not kept.</summary>
    public int CachedTemplates { get; set; } = 8;

    /// <summary>Whether data lies in memory while there is room. Default: yes.</summary>
    public bool KeepDataInMemory { get; set; } = true;

    /// <summary>The file system in memory. Default: <c>/dev/shm</c>.</summary>
    public string MemoryDirectory { get; set; } = "/dev/shm";

    /// <summary>How many bytes of the file system in memory stay free, 0 or more: databases that are made when there is less lie on disk. Default: 512 MiB.</summary>
    public long MemoryReserve { get; set; } = 512L * 1024 * 1024;

    /// <summary>Settings of PostgreSQL servers, laid over those for speed (durability is off). Refused are those by which a server is found, waited for and read: its ports, places, files and the form of its log; <see cref="MaximumConnections"/> says how many connections it takes.</summary>
    public IDictionary<string, string> PostgreSqlSettings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How many connections a PostgreSQL or MariaDB server takes, 10 to 10,000. Its databases share them. Default: 300.</summary>
    public int MaximumConnections { get; set; } = 300;

    /// <summary>Whether the nearest version that the machine has is taken where it lacks the one that a spec asks for. The plan says so. Default: no, it is a fault.</summary>
    public bool AllowNearestVersion { get; set; }

    /// <summary>Whether what a spec wants encrypted is made without, since nothing here is: the storage of databases, secured endpoints. The plan says so. Default: no, it is a fault.</summary>
    public bool AllowUnencrypted { get; set; }

    /// <summary>Whether services inherit the environment variables of this process, secrets in them included. Otherwise they get what a program needs to run at all (the search path, home, language, time zone, the directory for temporary files), and what their specs say. Default: yes.</summary>
    public bool InheritVariables { get; set; } = true;

    /// <summary>The configuration in which .NET projects are built. Default: <c>Debug</c>.</summary>
    public string BuildConfiguration { get; set; } = "Debug";

    /// <summary>How long building a .NET project may take, 1 second to 1 hour. Default: 10 minutes.</summary>
    public TimeSpan BuildTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a server may take to start, 1 second to 10 minutes. Default: 30 seconds.</summary>
    public TimeSpan ServerStartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a process may take to end when it is asked to before it is killed, 0 to 10 minutes. Default: 10 seconds.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a service without a health check must have run before it counts as started, 0 to 1 minute. Default: 300 ms. One that ends sooner has failed, with its exit code and last lines.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How many bytes of the last output of each process are kept, 4 KiB to 64 MiB. Default: 256 KiB.</summary>
    public int LogBytes { get; set; } = 256 * 1024;
}

using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>How a test server is started: as fast as it gets, at the price of durability, and closed to everybody who has no business there.</summary>
[SupportedOSPlatform("linux")]
internal static class MariaDbConfiguration
{
    public const string AccountName = "mysql";
    public const string ReadyLine = "ready for connections";
    private const string SocketName = "s";

    /// <summary>What a data directory is initialized with and a server must have as well.</summary>
    public static readonly IReadOnlyList<string> Files = ["--innodb-log-file-size=16M", "--innodb-undo-tablespaces=0"];

    /// <summary>Nothing is forced to the disk. Commits are written, though: a server that is killed loses none.</summary>
    private static readonly string[] Durability = ["--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--innodb-doublewrite=0", "--sync-frm=0", "--skip-log-bin"];

    private static readonly string[] Size =
    [
        "--innodb-buffer-pool-size=32M", "--key-buffer-size=1M", "--aria-pagecache-buffer-size=8M", "--performance-schema=off", "--innodb-use-native-aio=0",
        "--innodb-buffer-pool-load-at-startup=0", "--innodb-buffer-pool-dump-at-shutdown=0",
    ];

    public static ProcessLaunch Launch(MariaDbProgram program, string dataDirectory, string socketDirectory, int port, LocalOptions options, UserAccount? account) => new(program.Server)
    {
        Arguments =
        [
            "--no-defaults", $"--datadir={dataDirectory}", $"--socket={Path.Combine(socketDirectory, SocketName)}", $"--pid-file={Path.Combine(socketDirectory, "pid")}", $"--tmpdir={dataDirectory}",
            string.Create(CultureInfo.InvariantCulture, $"--port={port}"), $"--bind-address={LocalDatabases.Address}", "--skip-name-resolve",
            string.Create(CultureInfo.InvariantCulture, $"--max-connections={options.MaximumConnections}"), "--character-set-server=utf8mb4", "--default-time-zone=+00:00",
            .. Files, .. Durability, .. Size,
        ],
        WorkingDirectory = dataDirectory,
        UnprivilegedUser = account,
        EnvironmentBase = EnvironmentBase.Scrubbed,
    };

    /// <summary>An administrator has no password that could leak: he connects through a socket in a directory that is closed to others, and the kernel says who he is.</summary>
    public static string AdminConnectionString(string socketDirectory) =>
        $"Server={Path.Combine(socketDirectory, SocketName)};Protocol=UnixSocket;User ID={Environment.UserName};SslMode=None";
}

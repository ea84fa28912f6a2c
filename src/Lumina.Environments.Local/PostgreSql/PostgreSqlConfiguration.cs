using System.Globalization;
using System.Text;

namespace Lumina.Environments.Local;

/// <summary>The configuration files of a test server: as fast as it gets, at the price of durability, and closed to everybody who has no business there.</summary>
internal sealed record PostgreSqlConfiguration(int Port, string SocketDirectory, int MaximumConnections, IDictionary<string, string> More)
{
    /// <summary>What is in front of each log line: time, process and, between these marks, the database.</summary>
    public const string LogPrefix = "%m [%p] <%d> ";

    /// <summary>The settings on which hangs how the server is found, waited for and told from others, and whose log lines are shown to whom.</summary>
    public static IReadOnlyList<string> Reserved { get; } =
    [
        "listen_addresses", "port", "unix_socket_directories", "max_connections", "data_directory", "config_file", "include", "include_dir", "include_if_exists", "hba_file", "ident_file", "external_pid_file",
        "logging_collector", "log_destination", "log_line_prefix", "lc_messages",
    ];

    /// <summary>The name of the administrator's role.</summary>
    public const string Administrator = "postgres";

    /// <summary>Nothing is forced to the disk. Commits are written, though, which costs microseconds: a server that is killed loses none.</summary>
    private const string Durability = """
        fsync = off
        full_page_writes = off
        synchronous_commit = on
        wal_level = minimal
        max_wal_senders = 0
        min_wal_size = 2MB
        max_wal_size = 64MB
        wal_keep_size = 16MB
        checkpoint_timeout = 1h
        checkpoint_warning = 0
        """;

    private const string Size = """
        shared_buffers = 16MB
        huge_pages = off
        dynamic_shared_memory_type = mmap
        max_worker_processes = 0
        max_parallel_workers = 0
        max_logical_replication_workers = 0
        autovacuum = off
        jit = off
        """;

    private const string Words = """
        logging_collector = off
        log_destination = stderr
        lc_messages = C
        timezone = UTC
        log_timezone = UTC
        """;

    /// <summary>The file <c>postgresql.conf</c>. Of two lines for one setting the last counts.</summary>
    public string Settings()
    {
        StringBuilder text = new();
        text.AppendLine(Durability).AppendLine(Size).AppendLine(Words);
        text.AppendLine(CultureInfo.InvariantCulture, $"listen_addresses = '127.0.0.1'");
        text.AppendLine(CultureInfo.InvariantCulture, $"port = {Port}");
        text.AppendLine(CultureInfo.InvariantCulture, $"unix_socket_directories = '{SocketDirectory}'");
        text.AppendLine(CultureInfo.InvariantCulture, $"max_connections = {MaximumConnections}");
        text.AppendLine(CultureInfo.InvariantCulture, $"log_line_prefix = '{LogPrefix}'");
        text.AppendLine("password_encryption = scram-sha-256");
        foreach ((string name, string value) in More)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{name} = '{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal).ReplaceLineEndings(" ")}'");
        }

        return text.ToString();
    }

    /// <summary>
    /// The file <c>pg_hba.conf</c>. An administrator has no password that could leak: he connects through a socket in a directory that is closed
    /// to others, and the kernel says who he is. All others have a password.
    /// </summary>
    public static string Access() => $"""
        local all {Administrator} peer map=lumina
        local all all scram-sha-256
        host all {Administrator} all reject
        host all all 127.0.0.1/32 scram-sha-256

        """;

    /// <summary>The file <c>pg_ident.conf</c>: which of the system's users is the administrator.</summary>
    public static string Administrators(string systemUser) => $"lumina \"{systemUser}\" {Administrator}\n";
}

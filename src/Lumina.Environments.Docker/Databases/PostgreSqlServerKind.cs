using System.Globalization;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Docker;

/// <summary>PostgreSQL.</summary>
internal sealed class PostgreSqlServerKind : DatabaseServerKind
{
    private const string Administrator = "postgres";

    /// <summary>What is in front of each log line: time, process and, between these marks, the database.</summary>
    private const string LogPrefix = "log_line_prefix=%m [%p] <%d> ";

    /// <summary>Databases that are in every server are nobody's.</summary>
    private const string Closing = "REVOKE ALL ON DATABASE postgres FROM PUBLIC; REVOKE ALL ON DATABASE template1 FROM PUBLIC";

    /// <summary>As fast as it gets, at the price of durability. Commits are written, though, which costs microseconds: a container that is killed loses none.</summary>
    private static readonly string[] Settings =
    [
        "fsync=off", "full_page_writes=off", "synchronous_commit=on", "wal_level=minimal", "max_wal_senders=0", "min_wal_size=2MB", "max_wal_size=64MB", "checkpoint_timeout=1h", "checkpoint_warning=0",
        "autovacuum=off", "jit=off", "max_parallel_workers=0", "dynamic_shared_memory_type=mmap", LogPrefix,
    ];

    public override DatabaseType Type => DatabaseType.PostgreSql;

    public override string ProviderName => DockerPostgreSqlProvider.ProviderName;

    public override string Title => "PostgreSQL server";

    public override string Image => "postgres:17";

    public override int Port => 5432;

    public override bool KeepsSessions => false;

    public override ContainerRecipe Complete(ContainerRecipe recipe, string password, DockerOptions options) => recipe with
    {
        Command = ["postgres", .. Settings.Append($"max_connections={options.MaximumConnections.ToString(CultureInfo.InvariantCulture)}").SelectMany(setting => (string[])["-c", setting])],
        Variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["POSTGRES_PASSWORD"] = password,
            ["POSTGRES_INITDB_ARGS"] = "--no-sync --wal-segsize=1",
        },
    };

    public override string AdminConnectionString(string host, int port, string password) =>
        string.Create(CultureInfo.InvariantCulture, $"Host={host};Port={port};Database={Administrator};Username={Administrator};Password={password}");

    public override IServerDatabases Databases(DatabaseServers servers, string adminConnectionString) => servers.PostgreSql(adminConnectionString);

    public override ComponentOutputs Outputs(ComponentContext context, IReadOnlyList<ServerAddress> addresses, string version, string adminConnectionString) =>
        DatabaseOutputs.PostgreSql(context, addresses, version, adminConnectionString);

    public override async Task<string?> ProbeAsync(string adminConnectionString, CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = PostgreSqlSession.Source(adminConnectionString, settings => settings.Pooling = false);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                NpgsqlCommand command = source.CreateCommand(Closing);
                await using (command.ConfigureAwait(false))
                {
                    await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                    return null;
                }
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
            {
                throw new ProviderException($"The {Title} does not take the administrator's password with which it was made: {PostgreSqlErrors.Words(exception)}", exception);
            }
            catch (NpgsqlException exception)
            {
                return PostgreSqlErrors.Words(exception);
            }
        }
    }

    public override Func<string, bool> LogFilter(string database) => new LogLineFilter(database).Takes;
}

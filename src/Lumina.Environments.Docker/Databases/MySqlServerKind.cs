using System.Globalization;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Docker;

/// <summary>MariaDB, for MySQL.</summary>
internal sealed class MySqlServerKind : DatabaseServerKind
{
    private const string Engine = "MariaDB";

    /// <summary>Nothing is forced to the disk. Commits are written, though: a container that is killed loses none.</summary>
    private static readonly string[] Settings =
    [
        "--skip-log-bin", "--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--innodb-doublewrite=0", "--sync-frm=0", "--skip-name-resolve", "--character-set-server=utf8mb4",
        "--default-time-zone=+00:00", "--performance-schema=off", "--innodb-log-file-size=16M", "--innodb-buffer-pool-size=32M", "--innodb-buffer-pool-load-at-startup=0", "--innodb-buffer-pool-dump-at-shutdown=0",
    ];

    public override DatabaseType Type => DatabaseType.MySql;

    public override string ProviderName => DockerMySqlProvider.ProviderName;

    public override string Title => "MariaDB server";

    public override string Image => "mariadb:11.4";

    public override int Port => 3306;

    public override bool KeepsSessions => true;

    public override ContainerRecipe Complete(ContainerRecipe recipe, string password, DockerOptions options) => recipe with
    {
        Command = [.. Settings, $"--max-connections={options.MaximumConnections.ToString(CultureInfo.InvariantCulture)}"],
        Variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MYSQL_ROOT_PASSWORD"] = password,
            ["MYSQL_ROOT_HOST"] = "%",
            ["MYSQL_INITDB_SKIP_TZINFO"] = "1",
            ["MARIADB_ROOT_PASSWORD"] = password,
            ["MARIADB_ROOT_HOST"] = "%",
            ["MARIADB_INITDB_SKIP_TZINFO"] = "1",
        },
    };

    public override string AdminConnectionString(string host, int port, string password) =>
        string.Create(CultureInfo.InvariantCulture, $"Server={host};Port={port};User ID=root;Password={password};AllowPublicKeyRetrieval=True");

    public override IServerDatabases Databases(DatabaseServers servers, string adminConnectionString) => servers.MySql(adminConnectionString);

    public override ComponentOutputs Outputs(ComponentContext context, IReadOnlyList<ServerAddress> addresses, string version, string adminConnectionString) =>
        DatabaseOutputs.MySql(context, addresses, version, adminConnectionString);

    public override async Task<string?> ProbeAsync(string adminConnectionString, CancellationToken cancellationToken)
    {
        MySqlConnection connection = new(new MySqlConnectionStringBuilder(adminConnectionString) { Pooling = false }.ConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.AccessDenied)
            {
                throw new ProviderException($"The {Title} does not take the administrator's password with which it was made: {MySqlErrors.Words(exception)}", exception);
            }
            catch (MySqlException exception)
            {
                return MySqlErrors.Words(exception);
            }

            return connection.ServerVersion.Contains(Engine, StringComparison.OrdinalIgnoreCase) ? null : throw new ProviderException(
                $"The server calls itself '{connection.ServerVersion}', and this provider works with {Engine} only, whose databases have comments that can say whose they are. "
                + $"Give an image of {Engine} in {nameof(DockerOptions)}.{nameof(DockerOptions.DatabaseImages)}[\"{Type}\"], or leave it out for '{Image}'.");
        }
    }
}

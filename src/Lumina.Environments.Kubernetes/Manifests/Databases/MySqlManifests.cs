using Lumina.Environments.Data;
using Lumina.Environments.Images;

namespace Lumina.Environments.Kubernetes;

/// <summary>MariaDB, for MySQL; or MySQL itself, where the options give its image.</summary>
internal sealed class MySqlManifests : DatabaseManifests
{
    private const string Directory = "/var/lib/mysql";
    private const int User = 999;
    private const string Root = "root";

    // Either image has one of the two. While it sets the server up, it listens on no address.
    private const string Ping = "if command -v mariadb-admin; then exec mariadb-admin ping --host=127.0.0.1; else exec mysqladmin ping --host=127.0.0.1; fi";

    public override int Port => 3306;

    protected override DatabaseType Type => DatabaseType.MySql;

    protected override string Image => "mariadb:11.4";

    protected override string DataDirectory => Directory;

    protected override string AdministratorName => Root;

    protected override string AdministratorDatabase => "mysql";

    public override IServerDatabases Inside(DatabaseServers servers, string adminConnectionString) => servers.MySql(adminConnectionString);

    protected override DatabaseServer Server(DatabaseAccount account, ImageName image) => new(Port, new UnixUser(User, User))
    {
        Secrets = Variables("MYSQL", account).Concat(Variables("MARIADB", account)).ToDictionary(StringComparer.Ordinal),

        // The volume's root may hold lost+found, and it is not the server's own.
        Arguments = [$"--datadir={Directory}/data", "--skip-name-resolve", "--character-set-server=utf8mb4", "--default-time-zone=+00:00"],
        ReadinessCommand = ["sh", "-c", Ping],
    };

    public override string ConnectionString(DatabaseAccount account, string host, string port) =>
        $"Server={host};Port={port};Database={account.Database};User ID={account.Username};Password={account.Password}";

    protected override string Url(DatabaseAccount account, string host, string port) => $"mysql://{account.Username}:{account.Password}@{host}:{port}/{account.Database}";

    private static Dictionary<string, string> Variables(string prefix, DatabaseAccount account) => account.Username == Root ? new(StringComparer.Ordinal)
    {
        [$"{prefix}_ROOT_PASSWORD"] = account.Password,
    }
    : new(StringComparer.Ordinal)
    {
        [$"{prefix}_USER"] = account.Username,
        [$"{prefix}_PASSWORD"] = account.Password,
        [$"{prefix}_ROOT_PASSWORD"] = account.Password,
        [$"{prefix}_DATABASE"] = account.Database,
    };
}

using Lumina.Environments.Data;
using Lumina.Environments.Images;

namespace Lumina.Environments.Kubernetes;

/// <summary>PostgreSQL.</summary>
internal sealed class PostgreSqlManifests : DatabaseManifests
{
    private const string Directory = "/var/lib/postgresql/data";

    // Who postgres is in Debian's image, and in Alpine's, where no other user can start it.
    private const int Debian = 999;
    private const int Alpine = 70;

    public override int Port => 5432;

    protected override DatabaseType Type => DatabaseType.PostgreSql;

    protected override string Image => "postgres:17";

    protected override string DataDirectory => Directory;

    protected override string AdministratorName => "postgres";

    protected override string AdministratorDatabase => "postgres";

    public override IServerDatabases Inside(DatabaseServers servers, string adminConnectionString) => servers.PostgreSql(adminConnectionString);

    protected override DatabaseServer Server(DatabaseAccount account, ImageName image)
    {
        int user = image.Tag?.Contains("alpine", StringComparison.Ordinal) == true ? Alpine : Debian;
        return new DatabaseServer(Port, new UnixUser(user, user))
        {
            Secrets = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["POSTGRES_USER"] = account.Username,
                ["POSTGRES_PASSWORD"] = account.Password,
                ["POSTGRES_DB"] = account.Database,

                // The volume's root may hold lost+found, and it is not the server's own.
                ["PGDATA"] = $"{Directory}/pgdata",
            },

            // A pod has 64 MiB of shared memory.
            Arguments = ["postgres", "-c", "dynamic_shared_memory_type=mmap"],

            // While the image sets the server up, it listens on no address.
            ReadinessCommand = ["pg_isready", "--quiet", "--host=127.0.0.1", $"--username={account.Username}", $"--dbname={account.Database}"],
        };
    }

    public override string ConnectionString(DatabaseAccount account, string host, string port) =>
        $"Host={host};Port={port};Database={account.Database};Username={account.Username};Password={account.Password}";

    protected override string Url(DatabaseAccount account, string host, string port) => $"postgresql://{account.Username}:{account.Password}@{host}:{port}/{account.Database}";
}

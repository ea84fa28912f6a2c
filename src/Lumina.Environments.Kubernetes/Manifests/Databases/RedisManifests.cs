using System.Globalization;
using Lumina.Environments.Images;

namespace Lumina.Environments.Kubernetes;

/// <summary>Redis. Its password is in a file, so that it is on no command line.</summary>
internal sealed class RedisManifests : DatabaseManifests
{
    private const string Directory = "/data";
    private const int User = 999;

    /// <summary>One more than usual: the last is for the mark that says that data is in.</summary>
    private const int Databases = 17;

    public override int Port => 6379;

    protected override DatabaseType Type => DatabaseType.Redis;

    protected override string Image => "redis:7";

    protected override string DataDirectory => Directory;

    protected override DatabaseAccount Account(DatabaseSpec spec, KubernetesComponent component) => new("default", Password(component), "0");

    protected override DatabaseServer Server(DatabaseAccount account, ImageName image)
    {
        SecretFile configuration = new("/etc/lumina", "redis.conf", string.Create(CultureInfo.InvariantCulture, $"""
            port {Port}
            requirepass "{account.Password}"
            dir "{Directory}"
            save ""
            appendonly yes
            databases {Databases}

            """));
        return new DatabaseServer(Port, new UnixUser(User, User))
        {
            // redis-cli takes it from there.
            Secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["REDISCLI_AUTH"] = account.Password },
            SecretFile = configuration,
            Arguments = ["redis-server", configuration.Path],

            // It answers with an error and exit code 0 while it reads its data.
            ReadinessCommand = ["sh", "-c", "redis-cli -h 127.0.0.1 ping | grep -q PONG"],
        };
    }

    public override string ConnectionString(DatabaseAccount account, string host, string port) => $"{host}:{port},password={account.Password}";

    protected override string Url(DatabaseAccount account, string host, string port) => $"redis://:{account.Password}@{host}:{port}/{account.Database}";
}

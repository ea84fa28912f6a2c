using Lumina.Environments.Images;

namespace Lumina.Environments.Kubernetes;

/// <summary>MongoDB.</summary>
internal sealed class MongoDbManifests : DatabaseManifests
{
    private const int User = 999;

    public override int Port => 27017;

    protected override DatabaseType Type => DatabaseType.MongoDb;

    protected override bool TakesData => false;

    protected override string Image => "mongo:7";

    protected override string DataDirectory => "/data/db";

    protected override DatabaseAccount Account(DatabaseSpec spec, KubernetesComponent component) => new("root", Password(component), spec.Name);

    // While the image sets the server up, it listens on its own loopback only: who connects from the node reaches the one that stays. Its shell takes a second of a processor to start, for each probe.
    protected override DatabaseServer Server(DatabaseAccount account, ImageName image) => new(Port, new UnixUser(User, User))
    {
        Secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["MONGO_INITDB_ROOT_USERNAME"] = account.Username, ["MONGO_INITDB_ROOT_PASSWORD"] = account.Password },
    };

    public override string ConnectionString(DatabaseAccount account, string host, string port) => Url(account, host, port);

    protected override string Url(DatabaseAccount account, string host, string port) => $"mongodb://{account.Username}:{account.Password}@{host}:{port}/{account.Database}?authSource=admin";
}

using Lumina.Environments.Images;

namespace Lumina.Environments.Kubernetes;

/// <summary>DynamoDB Local. Any credentials do; all see the same tables.</summary>
internal sealed class DynamoDbManifests : DatabaseManifests
{
    private const string Directory = "/data";
    private const int User = 1000;

    public override int Port => 8000;

    protected override DatabaseType Type => DatabaseType.DynamoDb;

    protected override bool TakesData => false;

    protected override string Image => "amazon/dynamodb-local:latest";

    protected override string DataDirectory => Directory;

    protected override DatabaseAccount Account(DatabaseSpec spec, KubernetesComponent component) => new("local", Password(component), spec.Name);

    // Its image has no program that asks it.
    protected override DatabaseServer Server(DatabaseAccount account, ImageName image) => new(Port, new UnixUser(User, User))
    {
        Secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["AWS_ACCESS_KEY_ID"] = account.Username, ["AWS_SECRET_ACCESS_KEY"] = account.Password },
        Arguments = ["-jar", "DynamoDBLocal.jar", "-sharedDb", "-dbPath", Directory],
    };

    public override string ConnectionString(DatabaseAccount account, string host, string port) => $"http://{host}:{port}";

    protected override string Url(DatabaseAccount account, string host, string port) => $"dynamodb://{account.Username}:{account.Password}@{host}:{port}/{account.Database}";
}

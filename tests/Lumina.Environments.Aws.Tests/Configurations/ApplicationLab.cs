using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Databases, a service and monitoring with everything that there is, in an environment with a network and a load balancer.</summary>
internal static class ApplicationLab
{
    public const string Password = "a-Password-of-24-letters";

    public static NetworkSpec Network { get; } = new()
    {
        Cidr = "10.30.0.0/16",
        InternetGateway = true,
        NatGateway = true,
        Subnets =
        [
            new("front-a", "10.30.0.0/24") { Public = true },
            new("front-b", "10.30.1.0/24") { Public = true },
            new("back-a", "10.30.2.0/24"),
            new("back-b", "10.30.3.0/24"),
        ],
    };

    public static InfrastructureSpec Infrastructure { get; } = new() { InstanceCount = 2, LoadBalancer = new LoadBalancerSpec { Public = true, Ports = [80] } };

    public static DatabaseSpec PostgreSql { get; } = new("orders", DatabaseType.PostgreSql)
    {
        Version = "14",
        InstanceClass = "db.t3.medium",
        StorageGib = 50,
        MultiAz = true,
        BackupRetentionDays = 7,
        Encrypted = true,
    };

    /// <summary>With the hyphens that RDS refuses in a row, and with what AWS keeps to itself in front of a security group's name.</summary>
    public static DatabaseSpec MySql { get; } = new("sg--a", DatabaseType.MySql) { Version = "8.4" };

    public static DatabaseSpec Redis { get; } = new("cache", DatabaseType.Redis) { Version = "6.2", InstanceClass = "cache.t3.small", MultiAz = true, BackupRetentionDays = 3 };

    public static DatabaseSpec DocumentDb { get; } = new("papers", DatabaseType.MongoDb) { Version = "5.0", InstanceClass = "db.r6g.large", MultiAz = true, BackupRetentionDays = 5 };

    public static DatabaseSpec KeyedTable { get; } = new("events", DatabaseType.DynamoDb)
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["hashKey"] = "customer", ["rangeKey"] = "at", ["rangeKeyType"] = "number", ["billing"] = "provisioned", ["readUnits"] = "3", ["writeUnits"] = "4", ["ttlAttribute"] = "expires",
        },
    };

    public static DatabaseSpec DynamoDb { get; } = new("carts", DatabaseType.DynamoDb) { BackupRetentionDays = 9 };

    public static ServiceSpec Service { get; } = new("api", ServiceSource.Project("Api"), ServiceSource.Image("registry.example.com/shop/api:1.2"))
    {
        Version = "1.2 \"rc\"",
        Replicas = 3,
        Endpoints = [EndpointSpec.Http(80), EndpointSpec.WebSocket(3000), EndpointSpec.Tcp()],
        Settings =
        {
            ["GREETING"] = "${x} %{y} \"quoted\" \\ 😀",
            ["API_KEY"] = new Secret("the secret ${x} %{y} \"key\""),
            ["DATABASE_URL"] = Reference.DatabaseUrl("orders"),
        },
        Container = new ContainerSettings
        {
            Entrypoint = ["/bin/sh"],
            Command = ["-c", "exec \"$0\" ${HOME} %{for}"],
            WorkingDirectory = "/srv/a b",
            User = "1000:1000",
            ReadOnlyRoot = true,
            MemoryMib = 700,
            Cpus = 0.2,
            Init = true,
        },
        HealthCheck = HealthCheckSpec.Http("/ready?${x}"),
    };

    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["GREETING"] = "${x} %{y} \"quoted\" \\ 😀",
        ["API_KEY"] = "the secret ${x} %{y} \"key\"",
        ["DATABASE_URL"] = "postgresql://somebody:with-a-secret@host/orders",
    };

    public static MonitoringSpec Monitoring { get; } = new()
    {
        Metrics = ["cpu"],
        Alerts =
        [
            new AlertSpec("high-cpu", "cpu", AlertOperator.GreaterThan, 80) { Duration = TimeSpan.FromMinutes(7), Channels = ["#platform ${x}", "team@example.com"] },
            new AlertSpec("full", "database/orders:free-storage", AlertOperator.LessThanOrEqual, 1.5e9) { Duration = TimeSpan.FromSeconds(1), Channels = ["https://example.com/hook?a=${x}"] },
            new AlertSpec("idle", "Shop ${x}/Orders \"placed\"", AlertOperator.LessThan, 0.5) { Channels = ["arn:aws:sns:eu-central-1:123456789012:alerts"] },
            new AlertSpec("slow", "latency", AlertOperator.GreaterThanOrEqual, 0.25),
        ],
        Dashboards = [new DashboardSpec("overview") { Metrics = ["cpu", "memory", "reads", "Shop ${x}/Orders \"placed\""] }, new DashboardSpec("empty")],
        Logs = new LogSpec { RetentionDays = 8, Groups = ["api", "a ${x} \"name\" 😀"], Streams = ["main", "not:*"] },
    };

    public static EnvironmentSpec Environment { get; } = new("shop", "team-a")
    {
        Network = Network,
        Infrastructure = Infrastructure,
        Databases = [PostgreSql, MySql, Redis, DocumentDb, DynamoDb],
        Services = [Service],
        Monitoring = Monitoring,
    };

    public static ConfigurationLab Lab(AwsOptions? options = null) => new(Environment, options);

    /// <summary>In the account's own network, with callers outside.</summary>
    public static AwsOptions Callers(params IEnumerable<string> cidrs)
    {
        AwsOptions options = new();
        foreach (string cidr in cidrs)
        {
            options.CallerCidrs.Add(cidr);
        }

        return options;
    }

    /// <summary>As terraform might answer: each output's value says whose it is, and a port is 5555.</summary>
    public static AwsValues Answer(AwsComponent component) =>
        new(component.Literals, component.OutputNames.Keys.ToDictionary(name => name, name => JsonSerializer.SerializeToElement(name == "port" ? "5555" : $"of-{name}"), StringComparer.Ordinal));

    /// <summary>The lines in which two texts differ.</summary>
    public static IEnumerable<string> Difference(string before, string after)
    {
        string[] one = before.Split('\n');
        string[] other = after.Split('\n');
        return [.. one.Except(other, StringComparer.Ordinal).Select(line => $"-{line.Trim().TrimEnd(',')}"), .. other.Except(one, StringComparer.Ordinal).Select(line => $"+{line.Trim().TrimEnd(',')}")];
    }
}

namespace Lumina.Environments.Tests.Specification;

/// <summary>Specs that several tests use.</summary>
internal static class Specs
{
    /// <summary>A spec in which every member of every type is set, to something else than its default. Its secrets have sources, so that its JSON says all of it.</summary>
    public static EnvironmentSpec Maximal { get; } = new("checkout", owner: "payments")
    {
        Type = EnvironmentType.Performance,
        Lifetime = EnvironmentSpec.Unlimited,
        Timeout = TimeSpan.FromMinutes(45),
        OnFailure = FailurePolicy.Keep,
        OnInterruption = InterruptionPolicy.Resume,
        Healing = new HealingPolicy { MaximumRestarts = 7, Window = TimeSpan.FromMinutes(90) },
        Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "payments", ["Cost-Center"] = "42" },
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["ticket"] = "PAY-1 <&> 'ü'" },
        Network = new NetworkSpec
        {
            Cidr = "10.1.0.0/16",
            Subnets = [new SubnetSpec("public-a", "10.1.1.0/24") { Public = true, AvailabilityZone = "eu-central-1a" }, new SubnetSpec("private-a", "10.1.2.0/24")],
            SecurityGroups =
            [
                new SecurityGroupSpec("web")
                {
                    Ingress = [new SecurityRuleSpec(443, 444) { Protocol = "udp", Cidr = "0.0.0.0/0" }],
                    Egress = [new SecurityRuleSpec(5432, 5432) { Group = "web" }],
                },
            ],
            InternetGateway = true,
            NatGateway = true,
            Provider = "simulated",
            StepTimeout = TimeSpan.FromMinutes(3),
            MustBeReachableFrom = Vantage.Host,
            DependsOn = [new ComponentName("broker", "events")],
            HealthCheck = HealthCheckSpec.Presence(),
        },
        Infrastructure = new InfrastructureSpec
        {
            Region = "eu-central-1",
            InstanceType = "t3.medium",
            InstanceCount = 3,
            AutoScaling = new AutoScalingSpec(2, 6) { TargetCpuPercent = 55 },
            LoadBalancer = new LoadBalancerSpec { Public = true, Ports = [80, 443] },
            Domain = new DomainSpec("checkout.test.example.com") { Tls = false, Certificate = "arn:aws:acm:1" },
            Backup = new BackupSpec(14) { Schedule = "0 3 * * *" },
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["userData"] = "#!/bin/sh\necho ${x}" },
            Resources =
            [
                new ResourceSpec("uploads", ResourceType.S3) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["versioning"] = "true" } },
                new ResourceSpec("queue", new ResourceType("sqs")),
            ],
            Provider = "simulated",
            StepTimeout = TimeSpan.FromMinutes(5),
            MustBeReachableFrom = Vantage.Everywhere,
            DependsOn = [ComponentName.Network],
            HealthCheck = HealthCheckSpec.Presence() with { Required = false },
        },
        Databases =
        [
            new DatabaseSpec("orders", DatabaseType.PostgreSql)
            {
                Version = "14",
                InstanceClass = "db.t3.medium",
                StorageGib = 20,
                MultiAz = true,
                BackupRetentionDays = 7,
                Encrypted = true,
                Schemas = ["sales", "audit"],
                Data = TestData.FromSqlFiles("db/schema.sql", "db/orders.sql")
                    .Then(TestData.FromCsvFile("sales.orders", "db/orders.csv"))
                    .Then(TestData.FromJsonFile("sales.lines", "db/lines.json"))
                    .Then(TestData.From("migrations", (_, _) => Task.CompletedTask)),
                Provider = "simulated",
                StepTimeout = TimeSpan.FromMinutes(4),
                MustBeReachableFrom = Vantage.Host,
                DependsOn = [ComponentName.Infrastructure],
                HealthCheck = new HealthCheckSpec(HealthCheckType.Engine) { Interval = TimeSpan.FromMilliseconds(250) },
            },
            new DatabaseSpec("carts", DatabaseType.DynamoDb) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["hashKey"] = "customer" } },
            new DatabaseSpec("cache", DatabaseType.Redis) { Data = TestData.FromRedisFile("db/cache.redis") },
            new DatabaseSpec("legacy", new DatabaseType("oracle")) { Existing = Secret.FromEnvironmentVariable("LEGACY_DB") },
        ],
        Services =
        [
            new ServiceSpec("api", ServiceSource.Image("registry/api:1.2"), new DockerfileSource("../Shop") { Target = "final" }, ServiceSource.Project("../Shop/Shop.Api"), ServiceSource.Command("node", "server.js", "--port") with { })
            {
                Type = ServiceType.Worker,
                Version = "1.2",
                Replicas = 3,
                Endpoints = [EndpointSpec.Http(3000), EndpointSpec.Https(8443), EndpointSpec.Grpc(), EndpointSpec.WebSocket(), EndpointSpec.Tcp(9000)],
                Settings =
                {
                    ["NODE_ENV"] = "production",
                    ["LITERAL"] = "${HOME} costs $${5}",
                    ["DATABASE_URL"] = Reference.DatabaseUrl("orders"),
                    ["MIXED"] = SettingValue.Parse("jdbc:${database/orders:host}/${database/orders:databaseName}"),
                    ["API_KEY"] = Secret.FromEnvironmentVariable("SHOP_API_KEY"),
                    ["EMPTY"] = "",
                },
                Outputs = { ["connectionString"] = "Endpoint={tcp};Port={tcp.port};Host={http.host};{{literal}" },
                Container = new ContainerSettings
                {
                    Entrypoint = ["/bin/sh"],
                    Command = ["-c", "node server.js"],
                    WorkingDirectory = "/srv",
                    User = "1000:1000",
                    ReadOnlyRoot = true,
                    MemoryMib = 256,
                    Cpus = 1.5,
                    Init = true,
                    Files = [new ContainerFile("/etc/api.conf", "mode=calm\n") { Executable = true }],
                    Mounts = [ContainerMount.Bind("db", "/db", readOnly: true), ContainerMount.Volume("work", "/work"), ContainerMount.Memory("/tmp")],
                    Aliases = ["shop-api"],
                    CopyOnFailure = ["/var/log/api"],
                },
                Provider = "simulated",
                StepTimeout = TimeSpan.FromMinutes(10),
                MustBeReachableFrom = Vantage.Host,
                DependsOn = [ComponentName.Database("legacy"), ComponentName.Network],
                HealthCheck = new HealthCheckSpec(HealthCheckType.Http)
                {
                    Endpoint = "http",
                    Path = "/health",
                    Interval = TimeSpan.FromSeconds(2),
                    Timeout = TimeSpan.FromSeconds(3),
                    StartupTimeout = TimeSpan.FromSeconds(40),
                    HealthyThreshold = 2,
                    UnhealthyThreshold = 5,
                    Required = false,
                },
            },
            new ServiceSpec("queue", ServiceSource.Image("queue:1")) { HealthCheck = HealthCheckSpec.LogLine("queue is ready") },
            new ServiceSpec("migrations", ServiceSource.Image("migrations:1")) { Run = ServiceRun.Once },
            new ServiceSpec("mail", ServiceSource.External(new Uri("https://mail.example.com/v1"))),
            new ServiceSpec("job", new CommandSource("./job", ["--once"]) { WorkingDirectory = "jobs" }) { HealthCheck = HealthCheckSpec.Command("./job", "--check") },
        ],
        Monitoring = new MonitoringSpec
        {
            Metrics = ["cpu", "memory"],
            Alerts = [new AlertSpec("slow", "latency", AlertOperator.LessThanOrEqual, 0.25) { Duration = TimeSpan.FromMinutes(1), Channels = ["#payments"] }],
            Dashboards = [new DashboardSpec("overview") { Metrics = ["cpu"] }],
            Logs = new LogSpec { RetentionDays = 30, Groups = ["api"], Streams = ["stdout"] },
            Provider = "simulated",
            StepTimeout = TimeSpan.FromMinutes(2),
            MustBeReachableFrom = Vantage.Host,
            DependsOn = [ComponentName.Service("api")],
            HealthCheck = HealthCheckSpec.Presence(),
        },
        Components = [BrokerSpec.Maximal],
    };
}

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What is written as a reviewer reads it, and as a cluster was asked to take it: <c>validate-snapshots.sh</c> asks one.</summary>
public sealed class SnapshotTests
{
    private static readonly DatabaseSpec Orders = new("orders", DatabaseType.PostgreSql) { Version = "16", StorageGib = 20 };

    [Fact]
    public void A_service_of_an_image_alone() =>
        Match("service-minimal", new ServiceSpec("worker", ServiceSource.Image("example/worker:1")) { Type = ServiceType.Worker });

    [Fact]
    public void A_service_with_everything() => Match("service-full", Orders, Full());

    [Fact]
    public void A_service_with_volumes() => Match("service-with-volumes", new ServiceSpec("files", ServiceSource.Image("example/files:1"))
    {
        Type = ServiceType.Storage,
        Replicas = 2,
        Endpoints = [EndpointSpec.Http(9000), EndpointSpec.Tcp(name: "a-very-long-name-of-an-endpoint-which-is-still-a-label")],
        Container = new ContainerSettings { Mounts = [ContainerMount.Volume("data", "/data"), ContainerMount.Volume("index", "/index"), ContainerMount.Volume("data", "/copy")] },
    });

    [Fact]
    public void Services_that_do_not_always_run() => Match(
        "services-that-end",
        new ServiceSpec("migrations", ServiceSource.Image("example/migrations:1")) { Run = ServiceRun.Once, Type = ServiceType.Worker, Settings = { ["DB"] = Reference.ConnectionString("orders") } },
        new ServiceSpec("nightly", ServiceSource.Image("example/nightly:1")) { Run = ServiceRun.At("0 3 * * *"), Type = ServiceType.Scheduler, Version = "3" },
        Orders);

    [Fact]
    public void Services_behind_a_domain_that_follow_the_load() => Match("services-scaled", [.. Scaled()]);

    [Fact]
    public void Services_that_follow_the_load_on_a_new_cluster() => ManifestLab.ShouldMatch(ManifestLab.Of(Scaled(), versions: ManifestLab.New).WriteAll(), "new-services-scaled");

    [Fact]
    public void Databases_of_every_type() => ManifestLab.ShouldMatch(
        ManifestLab.Of(
            [
                Orders,
                new DatabaseSpec("shop", DatabaseType.MySql),
                new DatabaseSpec("cache", DatabaseType.Redis) { Version = "6.2" },
                new DatabaseSpec("documents", DatabaseType.MongoDb),
                new DatabaseSpec("tables", DatabaseType.DynamoDb),
                new ServiceSpec("api", ServiceSource.Image("example/api:1")) { DependsOn = [ComponentName.Database("orders"), ComponentName.Database("tables")] },
            ],
            new KubernetesOptions { StorageClass = "encrypted", ImagePrefix = "registry.example.com/mirror/", ImagePullSecrets = { "registry" } }).WriteAll(),
        "databases");

    [Fact]
    public void Network_infrastructure_and_monitoring() => Match(
        "stand-ins",
        new NetworkSpec
        {
            SecurityGroups =
            [
                new SecurityGroupSpec("web")
                {
                    Ingress = [new SecurityRuleSpec(443, 444) { Cidr = "10.0.0.0/8" }, new SecurityRuleSpec(53, 53) { Protocol = "all", Cidr = "fd00::/8" }],
                    Egress = [new SecurityRuleSpec(0, 65_535) { Protocol = "all", Cidr = "0.0.0.0/0" }, new SecurityRuleSpec(0, 65_535) { Cidr = "192.0.2.0/24" }],
                },
                new SecurityGroupSpec("inner") { Ingress = [new SecurityRuleSpec(5432, 5432) { Group = "web" }] },
            ],
        },
        new InfrastructureSpec { InstanceCount = 2 },
        new MonitoringSpec { Metrics = ["cpu"] });

    [Fact]
    public void What_is_outside_of_the_cluster() => Match(
        "outside",
        new ServiceSpec("payments", ServiceSource.External(new Uri("https://payments.example.com/v1"))),
        new ServiceSpec("legacy", ServiceSource.External(new Uri("http://192.0.2.7:8088"))),
        new DatabaseSpec("accounts", DatabaseType.PostgreSql) { Existing = new Secret("Host=db.example.com;Port=6432;Username=u;Password=secret-of-mine") },
        new ServiceSpec("api", ServiceSource.Image("example/api:1"))
        {
            Settings = { ["PAYMENTS"] = Reference.Endpoint("payments"), ["LEGACY"] = Reference.Endpoint("legacy"), ["DB"] = Reference.ConnectionString("accounts") },
        });

    [Fact]
    public void Hostile_text() => Match("hostile", Hostile());

    [Fact]
    public void The_reference_environment()
    {
        EnvironmentSpec platform = EnvironmentSpec.FromFile(Path.Combine(AppContext.BaseDirectory, "platform", "environment.json"));
        ManifestLab.ShouldMatch(new ManifestLab(platform, new KubernetesOptions { AllowUnencrypted = true, DefaultUser = "1000:1000" }).WriteAll(), "platform");
    }

    internal static ServiceSpec Full() => new("api", ServiceSource.Project("src/Api"), ServiceSource.Image("registry.example.com/team/api:2.1"))
    {
        Version = "2.1 (of Friday)",
        Replicas = 3,
        Endpoints = [EndpointSpec.Http(80), EndpointSpec.Grpc()],
        Settings =
        {
            ["GREETING"] = "hello",
            ["API_KEY"] = new Secret("not-for-everybody"),
            ["DB"] = Reference.ConnectionString("orders"),
            ["DB_HOST"] = new Reference(ComponentName.Database("orders"), OutputNames.Host),
        },
        HealthCheck = HealthCheckSpec.Http("/health") with { Interval = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(3), StartupTimeout = TimeSpan.FromSeconds(90), HealthyThreshold = 2, UnhealthyThreshold = 4 },
        Container = new ContainerSettings
        {
            Entrypoint = ["/app/api"],
            Command = ["--verbose"],
            WorkingDirectory = "/app",
            User = "1001:2002",
            ReadOnlyRoot = true,
            MemoryMib = 256,
            Cpus = 1.5,
            Init = true,
            Files = [new ContainerFile("/app/settings.json", "{}\n"), new ContainerFile("/app/start.sh", "#!/bin/sh\n") { Executable = true }],
            Mounts = [ContainerMount.Memory("/tmp")],
            Aliases = ["gateway"],
        },
    };

    internal static ServiceSpec Hostile() => new("a-name-of-63-characters-which-is-the-most-that-dns-labels-have", ServiceSource.Image("example/hostile:1"))
    {
        Version = "'; drop table x; -- \"\n{{ .Values }} ${x}",
        Endpoints = [EndpointSpec.Http()],
        Settings =
        {
            ["LINES"] = "one\r\ntwo\n\n  three: [\u0001\u001b\u00ff\u2028] 😀",
            ["EXPANSION"] = "$(PORT) $$(PORT) $PORT ${PORT}",
            ["YAML"] = "yes\n---\nkind: Secret",
            ["with.dots-and-hyphens"] = "",
            ["BINARY"] = new Secret(string.Concat(Enumerable.Range(1, 255).Select(value => (char)value))),
        },
        HealthCheck = HealthCheckSpec.Command("sh", "-c", "test \"$(cat /ready)\" = yes && kill -0 $$"),
        Container = new ContainerSettings
        {
            Command = ["$(PORT)", "$$", "a b", "\n"],
            Files = [new ContainerFile("/srv/ä b\"c'/$(x)\n.txt", "\0\u0001")],
        },
    };

    private static ComponentSpec[] Scaled() =>
    [
        new InfrastructureSpec { AutoScaling = new AutoScalingSpec(2, 5) { TargetCpuPercent = 60 }, Domain = new DomainSpec("Shop.test.example.com") { Certificate = "shop-tls" } },
        new ServiceSpec("api", ServiceSource.Image("example/api:1")) { Endpoints = [EndpointSpec.Http(3000)] },
        new ServiceSpec("ui", ServiceSource.Image("example/ui:1")) { Type = ServiceType.Ui, Endpoints = [EndpointSpec.Http()], Settings = { ["API"] = Reference.Endpoint("api") } },
        new ServiceSpec("worker", ServiceSource.Image("example/worker:1")) { Type = ServiceType.Worker, Replicas = 2, DependsOn = [ComponentName.Service("api")] },
    ];

    private static void Match(string name, params ComponentSpec[] components) => ManifestLab.ShouldMatch(ManifestLab.Of(components).WriteAll(), name);
}

namespace Lumina.Environments.Aws.Tests;

/// <summary>What AWS declines stands at the setting that it is about.</summary>
[Trait("Category", "Infrastructure")]
public sealed class AwsObstaclePathTests
{
    [Fact]
    public async Task What_is_declined_of_a_network_stands_at_its_subnet_and_its_rule()
    {
        NetworkSpec network = new()
        {
            Cidr = "10.0.0.0/16",
            Subnets = [new SubnetSpec("back", "10.0.0.0/24"), new SubnetSpec("front", "10.0.1.0/24") { Public = true }],
            SecurityGroups = [new SecurityGroupSpec("web") { Egress = [new SecurityRuleSpec(0, 0) { Cidr = "0.0.0.0/0", Protocol = "all" }, new SecurityRuleSpec(8, 8) { Cidr = "0.0.0.0/0", Protocol = "icmp" }] }],
        };

        (await FaultsOf(Shop with { Network = network })).Should().Equal(
            "network.subnets[1].public: Subnet 'front' is public, and the network has no internet gateway. Set internetGateway, or make the subnet private.",
            "network.securityGroups[0].egress[1]: Security group 'web' has a rule for icmp with ports 8 to 8, and on AWS such a rule has no ports. Write 0 to 65535, or tcp and udp.");
    }

    [Fact]
    public async Task Data_that_no_database_on_AWS_takes_is_told_once() =>
        (await FaultsOf(Shop with { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles("seed.sql") }] })).Should().Equal(
            "databases[0].data: No data is put into a database on AWS. Leave it out of 'orders' and let the service that uses it, or the test, put it in.");

    [Fact]
    public async Task What_is_declined_of_databases_stands_at_their_settings()
    {
        DatabaseSpec orders = new("orders", DatabaseType.PostgreSql) { InstanceClass = "t3.micro", StorageGib = 5 };
        DatabaseSpec carts = new("carts", DatabaseType.DynamoDb) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["billing"] = "free" } };

        (await FaultsOf(Shop with { Databases = [orders, carts, new DatabaseSpec("legacy", DatabaseType.SqlServer) { Schemas = ["old"] }] })).Should().Equal(
            "databases[0].instanceClass: 't3.micro' is no class of machine for postgresql on AWS: they begin with 'db.', and have a family and a size. Write one such as db.t3.micro, or leave instanceClass out for that.",
            "databases[0].storageGib: RDS has no storage under 20 GiB, and 'orders' is to have 5. Write 20 or more, or leave storageGib out for 20.",
            "databases[1].settings.billing: dynamodb 'carts' has 'free' for 'billing'. It is one of on-demand, provisioned.",
            "databases[2].type: database/legacy is nothing that AWS has here. Take another type.");
    }

    [Fact]
    public async Task What_is_declined_of_infrastructure_stands_at_its_resource()
    {
        InfrastructureSpec infrastructure = new()
        {
            Resources = [new ResourceSpec("plain", ResourceType.S3), new ResourceSpec("files", ResourceType.S3) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["versioning"] = "yes" } }, new ResourceSpec("queue", new ResourceType("sqs"))],
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["userdata"] = "x" },
            Backup = new BackupSpec(1) { Schedule = "*/5 * * * *" },
        };

        (await FaultsOf(Shop with { Infrastructure = infrastructure })).Should().Equal(
            "infrastructure.settings.userdata: The infrastructure has a setting 'userdata', which there is not. There are userData, userDataFile.",
            "infrastructure.resources[1].settings.versioning: s3 'files' has 'yes' for 'versioning'. It is one of true, false.",
            "infrastructure.resources[2].type: sqs 'queue' is of a type that there is not on AWS. There are s3, lambda, api-gateway, cloudfront, route53.",
            "infrastructure.backup.schedule: backup.schedule '*/5 * * * *' is for more than once an hour, and AWS Backup makes no more. Give one minute, such as 0 3 * * *.");
    }

    [Fact]
    public async Task What_AWS_would_only_decline_halfway_is_told_beforehand()
    {
        InfrastructureSpec infrastructure = new()
        {
            Resources =
            [
                InfrastructureLab.Resource("run", ResourceType.Lambda, ("zip", "a.zip"), ("handler", "x.y"), ("runtime", "python9"), ("environment.A B", "x"), ("environment.AWS_REGION", "x"), ("environment.GOOD_1", "x")),
                InfrastructureLab.Resource("www", ResourceType.Route53, ("zone", "example.com"), ("record", "www.example.com"), ("recordType", "A"), ("values", "10.0.0.1\nnot-an-ip\n::1")),
                InfrastructureLab.Resource("zone", ResourceType.Route53, ("zone", "x y")),
            ],
        };
        MonitoringSpec monitoring = new() { Alerts = [new AlertSpec("busy", "database/carts:reads", AlertOperator.GreaterThan, 80) { Channels = ["arn:aws:sns:bad", "arn:aws:sns:eu-central-1:123456789012:on-call"] }] };

        (await FaultsOf(Shop with { Infrastructure = infrastructure, Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb), new DatabaseSpec("orders", DatabaseType.PostgreSql) { InstanceClass = "db.silly" }], Monitoring = monitoring })).Where(fault => !fault.StartsWith("databases[0]: ", StringComparison.Ordinal)).Should().BeEquivalentTo(
            "databases[1].instanceClass: 'db.silly' is no class of machine for postgresql on AWS: they begin with 'db.', and have a family and a size. Write one such as db.t3.micro, or leave instanceClass out for that.",
            "infrastructure.resources[0].settings.environment.A B: lambda 'run' has a variable 'A B', and Lambda takes names of two letters, digits and _ or more that begin with a letter. Name it otherwise.",
            "infrastructure.resources[0].settings.environment.AWS_REGION: lambda 'run' has a variable 'AWS_REGION', which Lambda keeps for itself. Name it otherwise.",
            "infrastructure.resources[0].settings.runtime: lambda 'run' has 'python9' for 'runtime'. It is one of AWS's runtimes, such as nodejs22.x, python3.13, java21, dotnet8, ruby3.4 or provided.al2023.",
            "infrastructure.resources[1].settings.values: route53 'www' has 'not-an-ip', '::1' in a record of type A. Give addresses of IPv4, one a line.",
            "infrastructure.resources[2].settings.zone: route53 'zone' has 'x y' for 'zone'. It is the name of a zone, such as test.example.com.",
            "monitoring.alerts[0].channels[0]: Channel 'arn:aws:sns:bad' is no ARN of a topic of SNS. Write one such as arn:aws:sns:eu-central-1:123456789012:on-call.");
    }

    [Fact]
    public async Task What_is_declined_of_a_service_stands_at_its_setting()
    {
        ServiceSpec service = new("api", ServiceSource.Image("api:1"))
        {
            Endpoints = [EndpointSpec.Http(), EndpointSpec.Tcp() with { Secured = true }],
            Container = new ContainerSettings { Files = [new ContainerFile("/a", "b")] },
        };

        (await FaultsOf(Shop with { Services = [service] })).Should().Equal(
            "services[0].container.files: container.files are not put into a container on AWS. Put them into the image.",
            "services[0].endpoints[1].secured: Endpoint 'tcp' is to be secured, and TLS ends at a load balancer for HTTP and WebSocket alone. Take secured from it, and let the service speak TLS itself over tcp.");
    }

    [Fact]
    public async Task What_is_declined_of_monitoring_stands_wherever_it_is_named()
    {
        MonitoringSpec monitoring = new()
        {
            Alerts = [new AlertSpec("slow", "speed", AlertOperator.GreaterThan, 1) { Channels = ["ops@example.com", "http://example.com"] }],
            Dashboards = [new DashboardSpec("all") { Metrics = ["cpu", "speed"] }],
        };

        IReadOnlyList<string> faults = await FaultsOf(Shop with { Monitoring = monitoring });

        faults.Select(fault => fault.Split(':')[0]).Should().Equal("monitoring.alerts[0].metric", "monitoring.dashboards[0].metrics[1]", "monitoring.alerts[0].channels[1]");
        faults[0].Should().StartWith("monitoring.alerts[0].metric: Metric 'speed' is none that CloudWatch is known to have. Write one of cpu, memory,").And.EndWith(", or Namespace/Metric.");
    }

    private static EnvironmentSpec Shop { get; } = new("shop", "payments");

    private static async Task<IReadOnlyList<string>> FaultsOf(EnvironmentSpec spec)
    {
        // Nobody answers there, and nobody is asked.
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.Configure(options => options.AllowVolatileStore = true)
            .UseAws(options => (options.Region, options.EndpointUrl, options.Credentials) = ("eu-central-1", new Uri("http://127.0.0.1:9"), new Amazon.Runtime.BasicAWSCredentials("testing", "testing"))));
        return [.. (await FluentActions.Awaiting(() => manager.PlanAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Select(fault => fault.ToString())];
    }
}

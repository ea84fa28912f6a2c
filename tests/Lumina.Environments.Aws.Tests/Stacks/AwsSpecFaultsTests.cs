using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What is wrong with a spec on AWS is said before anything is made: all of it at once, each with its place.</summary>
[Trait("Category", "Infrastructure")]
public sealed class AwsSpecFaultsTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private static readonly InfrastructureSpec Machines = new() { InstanceType = "t3.medium", InstanceCount = 1 };

    [MotoFact]
    public async Task What_does_not_fit_together_and_files_that_are_not_there_come_in_one_round()
    {
        EnvironmentSpec spec = new("shop", "payments")
        {
            Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("front", "10.0.1.0/24") { Public = true }], InternetGateway = true },
            Infrastructure = new InfrastructureSpec
            {
                InstanceCount = 1,
                LoadBalancer = new LoadBalancerSpec(),
                Resources = [new ResourceSpec("resize", ResourceType.Lambda) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["zip"] = "./missing.zip", ["handler"] = "index.handler", ["runtime"] = "nodejs22.x" } }],
                Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["userDataFile"] = "./missing.sh" },
            },
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
            Monitoring = new MonitoringSpec { Alerts = [new AlertSpec("slow", "database/orders:latency", AlertOperator.GreaterThan, 1)] },
            Components = [new TerraformModuleSpec("queues") { Source = "./missing", Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) }],
        };

        (await FaultsOf(spec)).Select(fault => fault.Path).Should().BeEquivalentTo(
            "infrastructure.loadBalancer",
            "infrastructure.resources[0].settings.zip",
            "infrastructure.settings.userDataFile",
            "databases[0]",
            "monitoring.alerts[0].metric",
            "components[0].source");
    }

    [MotoFact]
    public async Task A_database_that_a_test_is_to_reach_is_a_fault_where_no_caller_is_named_or_the_network_lets_none_in()
    {
        EnvironmentSpec spec = new("shop", "payments")
        {
            Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("a", "10.0.1.0/24"), new SubnetSpec("b", "10.0.2.0/24")] },
            Databases =
            [
                new DatabaseSpec("orders", DatabaseType.PostgreSql) { MustBeReachableFrom = Vantage.Host },
                new DatabaseSpec("carts", DatabaseType.DynamoDb) { MustBeReachableFrom = Vantage.Host },
                new DatabaseSpec("notes", DatabaseType.MySql),
            ],
        };

        (await FaultsOf(spec)).Should().ContainSingle().Which.ToString().Should().StartWith("databases[0].mustBeReachableFrom: database/orders must be reachable from Host, and what 'aws' makes of it is reachable from Network only.");
        (await FaultsOf(spec, options => options.CallerCidrs.Add("203.0.113.7/32"))).Select(fault => fault.ToString()).Should().Equal(
            "databases[0].mustBeReachableFrom: it must be reachable from Host, and the environment's network has no way in for a caller. Give the network an internetGateway and two public subnets, or leave it out.");
        EnvironmentSpec open = spec with { Network = spec.Network! with { InternetGateway = true, Subnets = [.. spec.Network!.Subnets.Select(subnet => subnet with { Public = true })] } };
        await using AwsEnvironmentLab lab = new(moto, options => options.CallerCidrs.Add("203.0.113.7/32"));
        (await lab.Manager.PlanAsync(open)).Steps.Should().Contain(step => step.Component == ComponentName.Database("orders") && step.ReachableFrom == Vantage.Everywhere);
    }

    [MotoFact]
    public async Task A_directory_of_records_that_cannot_be_written_is_said_before_anything_is_made()
    {
        EnvironmentSpec spec = new("shop", "payments") { Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)] };

        (await FaultsOf(spec, options => options.StateDirectory = Path.Combine(typeof(AwsSpecFaultsTests).Assembly.Location, "state"))).Should().ContainSingle()
            .Which.ToString().Should().Contain("for the records of what is made can't be written").And.Contain("Correct AwsOptions.StateDirectory");
    }

    [MotoTheory]
    [InlineData(null, "http")]
    [InlineData(false, "http")]
    [InlineData(true, "tcp")]
    public async Task A_service_that_a_test_is_to_reach_is_a_fault_where_no_public_load_balancer_takes_it(bool? isPublic, string protocol)
    {
        EnvironmentSpec spec = new("shop", "payments")
        {
            Network = new NetworkSpec { Cidr = "10.0.0.0/16", InternetGateway = true, Subnets = [new SubnetSpec("a", "10.0.1.0/24") { Public = true }, new SubnetSpec("b", "10.0.2.0/24") { Public = true }] },
            Infrastructure = isPublic is null ? null : new InfrastructureSpec { LoadBalancer = new LoadBalancerSpec { Public = isPublic.Value } },
            Services = [new ServiceSpec("api", ServiceSource.Image("nginx:1")) { MustBeReachableFrom = Vantage.Host, Endpoints = [protocol == "tcp" ? EndpointSpec.Tcp(9000) : EndpointSpec.Http(80)] }],
        };

        (await FaultsOf(spec)).Select(fault => fault.Path).Should().Contain("services[0].mustBeReachableFrom");
    }

    [MotoFact]
    public async Task A_zone_that_is_not_the_regions_is_said()
    {
        EnvironmentSpec spec = new("shop", "payments")
        {
            Infrastructure = Machines with { Region = "us-east-1" },
            Network = new NetworkSpec
            {
                Subnets =
                [
                    new SubnetSpec("a", "10.0.1.0/24") { AvailabilityZone = "us-east-1a" },
                    new SubnetSpec("d", "10.0.4.0/24") { AvailabilityZone = "us-east-1-wl1-bos-wlz-1" },
                    new SubnetSpec("b", "10.0.2.0/24") { AvailabilityZone = "eu-west-1b" },
                    new SubnetSpec("c", "10.0.3.0/24") { AvailabilityZone = "us-east-1${b}" },
                ],
                Cidr = "10.0.0.0/16",
            },
        };

        (await FaultsOf(spec)).Select(fault => fault.ToString()).Should().BeEquivalentTo(
            "network.subnets[2].availabilityZone: 'eu-west-1b' is no zone of us-east-1. It is one such as us-east-1a.",
            "network.subnets[3].availabilityZone: 'us-east-1${b}' is no zone of us-east-1. It is one such as us-east-1a.");
    }

    [MotoTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Zones_are_held_against_the_region_wherever_it_is_named(bool byOptions)
    {
        EnvironmentSpec spec = new("shop", "payments")
        {
            Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("a", "10.0.1.0/24") { AvailabilityZone = "eu-central-1a" }, new SubnetSpec("b", "10.0.2.0/24") { AvailabilityZone = "us-east-1a" }] },
            Infrastructure = byOptions ? null : Machines with { Region = "eu-central-1" },
        };

        (await FaultsOf(spec, options => options.Region = byOptions ? "eu-central-1" : options.Region)).Select(fault => fault.Path).Should().Equal("network.subnets[1].availabilityZone");
    }

    [MotoTheory]
    [InlineData("EU-CENTRAL-1")]
    [InlineData("${aws_instance.x.id}")]
    [InlineData("eu-central-1.example.com#")]
    [InlineData("eu central 1")]
    public async Task What_has_not_the_form_of_a_region_is_no_region_of_an_emulators_either(string region)
    {
        (await FaultsOf(new EnvironmentSpec("shop", "payments") { Infrastructure = Machines with { Region = region } })).Should().ContainSingle().Which.Path.Should().Be("infrastructure.region");
    }

    [MotoFact]
    public async Task They_come_with_what_a_provider_declines_and_what_the_machine_lacks()
    {
        EnvironmentSpec spec = new("shop", "payments")
        {
            Infrastructure = Machines,
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { InstanceClass = "t3.micro", Schemas = ["shop"] }],
            Monitoring = new MonitoringSpec { Alerts = [new AlertSpec("slow", "latency", AlertOperator.GreaterThan, 1)] },
        };

        IReadOnlyList<SpecificationFault> faults = await FaultsOf(spec, options => options.Terraform.ProgramPath = "/nowhere/terraform");

        faults.Select(fault => fault.Path).Should().BeEquivalentTo("databases[0].schemas", "databases[0].instanceClass", "monitoring.alerts[0].metric", "infrastructure, monitoring");
        faults.Where(fault => fault.Path.StartsWith("databases[0]", StringComparison.Ordinal)).Select(fault => fault.ToString()).Should().BeEquivalentTo(
            "databases[0].schemas: Schemas are not made on AWS. Leave them out of 'orders' and let the service that uses it make them when it starts.",
            "databases[0].instanceClass: 't3.micro' is no class of machine for postgresql on AWS: they begin with 'db.', and have a family and a size. Write one such as db.t3.micro, or leave instanceClass out for that.");
        faults.Single(fault => fault.Path == "infrastructure, monitoring").Problem.Should().Contain("/nowhere/terraform", "what all of them lack is told once");
    }

    [MotoFact]
    public async Task They_come_with_references_to_what_there_is_not_and_with_circles()
    {
        ServiceSpec Service(string name, string other) => new(name, ServiceSource.Image($"{name}:1"))
        {
            Endpoints = [EndpointSpec.Http(3000)],
            Settings = { ["OTHER"] = Reference.Endpoint(other, "http"), ["DB"] = Reference.ConnectionString("none") },
        };
        EnvironmentSpec spec = new("shop", "payments")
        {
            Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("back", "10.0.1.0/24")] },
            Services = [Service("api", "ui"), Service("ui", "api")],
            Monitoring = new MonitoringSpec { Alerts = [new AlertSpec("slow", "service/none:cpu", AlertOperator.GreaterThan, 1)] },
        };

        IEnumerable<string> paths = (await FaultsOf(spec)).Select(fault => fault.Path).Distinct();

        paths.Should().Contain("services[0].settings.DB").And.Contain("services[1].settings.DB");
    }

    [MotoFact]
    public async Task A_type_of_machine_that_the_region_does_not_have_is_said_with_its_region()
    {
        EnvironmentSpec spec = new("shop", "payments") { Infrastructure = Machines with { InstanceType = "t99.huge" } };

        SpecificationFault fault = (await FaultsOf(spec)).Should().ContainSingle().Which;

        fault.Path.Should().Be("infrastructure.instanceType");
        fault.Problem.Should().Contain("There is no type of machine 't99.huge' in the region eu-central-1");
    }

    [MotoFact]
    public async Task What_another_provider_takes_since_AWS_does_not_is_no_matter_of_AWS()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .Configure(options => options.AllowVolatileStore = true)
            .UseInMemory()
            .UseAws(options => AwsEnvironmentLab.Point(options, moto, Path.GetTempPath())));
        EnvironmentSpec spec = new("shop", "payments")
        {
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb) { Provider = "aws" }, new DatabaseSpec("legacy", DatabaseType.SqlServer)],
        };

        EnvironmentPlan plan = await manager.PlanAsync(spec);

        plan.Steps.Select(step => step.Provider).Should().BeEquivalentTo("aws", "in-memory");
    }

    private async Task<IReadOnlyList<SpecificationFault>> FaultsOf(EnvironmentSpec spec, Action<AwsOptions>? configure = null)
    {
        await using AwsEnvironmentLab lab = new(moto, configure);
        return (await FluentActions.Awaiting(() => lab.Manager.ProvisionAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults;
    }
}

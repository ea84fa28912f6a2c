using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class EcsServiceConfigurationTests
{
    private static readonly EcsServiceConfiguration Configuration = new();

    [Fact]
    public void A_service_behind_the_load_balancer_is_what_its_snapshot_says() => ConfigurationLab.ShouldMatch(Write(ApplicationLab.Service), "ecs-load-balancer");

    [Fact]
    public void A_worker_in_the_accounts_network_is_what_its_snapshot_says()
    {
        ServiceSpec worker = new("worker", ServiceSource.Image("worker:1"));

        ConfigurationLab.ShouldMatch(new ConfigurationLab(new EnvironmentSpec("shop", "team-a") { Services = [worker] }).Write(Configuration, worker), "ecs-worker");
    }

    [Fact]
    public void No_secret_and_nothing_that_another_component_gave_is_in_the_task_definition()
    {
        using JsonDocument written = JsonDocument.Parse(Write(ApplicationLab.Service).Configuration.ToBytes());
        string definition = written.RootElement.GetProperty("resource").GetProperty("aws_ecs_task_definition").GetRawText();

        definition.Should().Contain("GREETING").And.Contain("API_KEY").And.Contain("DATABASE_URL").And.NotContain("the secret").And.NotContain("with-a-secret");
        JsonElement[] parameters = [.. written.RootElement.GetProperty("resource").GetProperty("aws_ssm_parameter").EnumerateObject().Select(parameter => parameter.Value)];
        parameters.Should().HaveCount(2).And.OnlyContain(parameter => parameter.GetProperty("type").GetString() == "SecureString");
    }

    [Fact]
    public void It_is_told_where_what_it_depends_on_is()
    {
        AwsComponent lab = ApplicationLab.Lab().Component(ApplicationLab.Service, ApplicationLab.Settings);
        AwsComponent component = new()
        {
            Name = lab.Name,
            ExternalName = lab.ExternalName,
            Marks = lab.Marks,
            Region = lab.Region,
            Options = lab.Options,
            Dependencies = new Dictionary<ComponentName, ComponentOutputs>
            {
                [ComponentName.Database("orders")] = ComponentOutputs.Empty.With(OutputNames.ConnectionString, new Secret("Host=x;Password=hidden"), Vantage.Network),
                [ComponentName.Service("ui")] = ComponentOutputs.Empty.With("http", "http://ui.internal:80", Vantage.Network),
            },
        };

        ServiceEnvironment environment = ServiceEnvironment.Of(ApplicationLab.Service with { Settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal) }, component);

        environment.Secret.Should().Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["ConnectionStrings__orders"] = "Host=x;Password=hidden" });
        environment.Plain.Should().Contain("services__ui__http__0", "http://ui.internal:80").And.Contain("PORT", "80").And.Contain("PORT_TCP", "8080").And.NotContainKey("ASPNETCORE_HTTP_PORTS");
    }

    [Theory]
    [InlineData(null, null, 256, 512)]
    [InlineData(0.25, 513, 256, 1024)]
    [InlineData(0.25, 1025, 256, 2048)]
    [InlineData(0.3, 100, 512, 1024)]
    [InlineData(null, 5000, 1024, 5120)]
    [InlineData(8.0, 20_481, 8192, 24_576)]
    [InlineData(16.0, 122_880, 16_384, 122_880)]
    public void The_smallest_machine_that_fits_is_taken(double? cpus, int? memory, int units, int mib) => FargateSize.For(cpus, memory).Should().Be(new FargateSize(units, mib));

    [Fact]
    public void Endpoints_are_told_as_the_load_balancer_has_them_outside_and_by_name_inside()
    {
        Told(ApplicationLab.Infrastructure, ApplicationLab.Service).Should().BeEquivalentTo(
            "http Host http://of-loadBalancerHost",
            "websocket Host ws://of-loadBalancerHost:3000",
            "http Network http://api.NAME.internal:80",
            "websocket Network ws://api.NAME.internal:3000",
            "tcp Network tcp://api.NAME.internal:8080");

        InfrastructureSpec secured = ApplicationLab.Infrastructure with { Domain = new DomainSpec("shop.example.com") };
        Told(secured, ApplicationLab.Service with { Endpoints = [EndpointSpec.Http(80), EndpointSpec.Https()] }).Should().BeEquivalentTo(
            "http Host https://shop.example.com",
            "https Host https://shop.example.com",
            "http Network http://api.NAME.internal:80",
            "https Network http://api.NAME.internal:80");

        Told(ApplicationLab.Infrastructure with { LoadBalancer = new LoadBalancerSpec() }, ApplicationLab.Service with { HealthCheck = null, Endpoints = [EndpointSpec.Http()] }).Should().BeEquivalentTo(
            "http Network http://of-loadBalancerHost:8080");

        static IEnumerable<string> Told(InfrastructureSpec infrastructure, ServiceSpec spec)
        {
            AwsComponent component = Write(spec, infrastructure);
            return Configuration.Read(spec, component, ApplicationLab.Answer(component)).Select(output => $"{output.Name} {output.Vantage} {output.Value!.Replace(component.ExternalName, "NAME", StringComparison.Ordinal)}");
        }
    }

    [Fact]
    public void What_its_neighbours_lack_is_said_before_anything_is_made()
    {
        FaultsOf(ApplicationLab.Service, new InfrastructureSpec()).Should().ContainSingle().Which.Should().StartWith("healthCheck: The health check of service 'api' asks an endpoint that can be reached from its network alone.");
        FaultsOf(ApplicationLab.Service with { Endpoints = [EndpointSpec.Https()] }, ApplicationLab.Infrastructure).Should().ContainSingle().Which.Should().StartWith("endpoints[0].secured: Endpoint 'https' of service 'api' is to be secured");
        FaultsOf(ApplicationLab.Service, ApplicationLab.Infrastructure, ApplicationLab.Network with { NatGateway = false, InternetGateway = false }).Should().ContainSingle().Which.Should().StartWith(": service/api can't get its image");
        FaultsOf(ApplicationLab.Service, ApplicationLab.Infrastructure, others: new ServiceSpec("ui", ServiceSource.Image("ui:1")) { Endpoints = [EndpointSpec.Http(3000)] })
            .Should().ContainSingle().Which.Should().StartWith("endpoints: The services 'api' and 'ui' are both to be at port 3000 of the load balancer.");

        static IEnumerable<string> FaultsOf(ServiceSpec spec, InfrastructureSpec infrastructure, NetworkSpec? network = null, params ServiceSpec[] others) => Write(spec, infrastructure, network, others).Faults.Select(fault => fault.ToString());
    }

    [Fact]
    public void What_is_not_built_is_said()
    {
        ServiceSpec wrong = new("api", ServiceSource.Project("Api"))
        {
            Endpoints = [EndpointSpec.Tcp() with { Secured = true }],
            Container = new ContainerSettings { Cpus = 17, Files = [new ContainerFile("/a", "b")], Mounts = [ContainerMount.Memory("/m")], Aliases = ["other"] },
            HealthCheck = HealthCheckSpec.Command("true"),
        };

        Configuration.FindObstacles(wrong, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Equal(
            "sources: Service 'api' is no image, and nothing is built on AWS. Push an image to a registry, ECR say, and name it among the sources (ServiceSource.Image).",
            "container.cpus: Fargate has no machine of that size. The largest has 16 processors and 122,880 MiB.",
            "container.files: container.files are not put into a container on AWS. Put them into the image.",
            "container.mounts: container.mounts are not made on AWS. Leave them out, or keep what is in them in a resource of type s3.",
            "container.aliases: container.aliases are not made on AWS. Take the address that the service's outputs give.",
            "healthCheck.type: No command is run within a container on AWS. Take a health check by HTTP.",
            "endpoints[0].secured: Endpoint 'tcp' is to be secured, and TLS ends at a load balancer for HTTP and WebSocket alone. Take secured from it, and let the service speak TLS itself over tcp.");
        Configuration.FindObstacles(ApplicationLab.Service with { Container = new ContainerSettings { Cpus = 1, MemoryMib = 131_072 } }, new AwsOptions()).Should().ContainSingle().Which.Path.Should().Be("container.memoryMib");
        Configuration.FindObstacles(ApplicationLab.Service, new AwsOptions()).Should().BeEmpty();
        Configuration.FindNotApplicable(ApplicationLab.Service).Should().ContainSingle().Which.Reason.Should().Be("the limits hold as they are, in a machine of Fargate that has 0.25 processors and 1024 MiB");
    }

    private static AwsComponent Write(ServiceSpec spec, InfrastructureSpec? infrastructure = null, NetworkSpec? network = null, params ServiceSpec[] others) => new ConfigurationLab(ApplicationLab.Environment with
    {
        Infrastructure = infrastructure ?? ApplicationLab.Infrastructure,
        Network = network ?? ApplicationLab.Network,
        Services = [spec, .. others],
    }).Write(Configuration, spec, ApplicationLab.Settings);
}

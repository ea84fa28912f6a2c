namespace Lumina.Environments.Docker.Tests;

/// <summary>What Docker declines stands at the setting that it is about.</summary>
[Trait("Category", "Creation")]
public sealed class ObstaclePathTests
{
    [Fact]
    public async Task What_is_declined_of_a_service_stands_at_its_settings_all_at_once()
    {
        ServiceSpec command = new("api", ServiceSource.Command("api")) { Endpoints = [EndpointSpec.Http(), EndpointSpec.Https(8443)] };
        ServiceSpec clock = new("cleaner", ServiceSource.Image("example/cleaner:1")) { Run = ServiceRun.At("@hourly") };

        (await FaultsOf(new EnvironmentSpec("lab", "tests") { Services = [command, clock] })).Should().Equal(
            "services[0].sources: Docker runs images, Dockerfiles and projects, and 'api' has none of them among its sources. Add one (ServiceSource.Image, ServiceSource.Dockerfile, ServiceSource.Project).",
            "services[0].endpoints[1].secured: Endpoint 'https' is to be secured, and nothing is here. DockerOptions.AllowUnencrypted allows it without.",
            "services[1].run: Docker runs nothing by the clock. Let it run once, or always and see to its times itself.");
    }

    [Fact]
    public async Task Of_the_databases_that_provider_speaks_alone_which_makes_the_type()
    {
        EnvironmentSpec spec = new("lab", "tests")
        {
            Databases =
            [
                new DatabaseSpec("orders", DatabaseType.PostgreSql) { Encrypted = true },
                new DatabaseSpec("cache", DatabaseType.Redis) { Schemas = ["a"] },
                new DatabaseSpec("legacy", DatabaseType.SqlServer),
                new DatabaseSpec("users", DatabaseType.PostgreSql) { Provider = "docker-redis" },
            ],
        };

        (await FaultsOf(spec)).Should().Equal(
            "databases[0].encrypted: Containers do not encrypt their storage. DockerOptions.AllowUnencrypted allows a database without.",
            "databases[1].schemas: redis databases in containers have no schemas that are made beforehand. Leave them out of 'cache'.",
            "databases[2]: SQL Server starts only for who accepts its license terms. DockerOptions.AcceptSqlServerLicense says that you do.",
            "databases[3].type: 'docker-redis' makes redis databases. Take one of those, or another provider.");
    }

    [Fact]
    public async Task What_is_declined_of_infrastructure_stands_at_its_settings_all_at_once() =>
        (await FaultsOf(new EnvironmentSpec("lab", "tests") { Infrastructure = new InfrastructureSpec { Resources = [new ResourceSpec("files", ResourceType.S3)], Domain = new DomainSpec("a.example.com") } })).Should().Equal(
            "infrastructure.resources: Cloud resources are not to be had here: s3 'files'. Leave them out, or make the infrastructure with another provider.",
            "infrastructure.domain.tls: Domain 'a.example.com' is to be served over TLS, and nothing is here. DockerOptions.AllowUnencrypted allows it without.");

    private static async Task<IEnumerable<string>> FaultsOf(EnvironmentSpec spec)
    {
        // Nobody listens there, and nobody is asked.
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.Configure(options => options.AllowVolatileStore = true)
            .UseDocker(options => options.Endpoint = new Uri("tcp://127.0.0.1:9")));
        return (await FluentActions.Awaiting(() => manager.PlanAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Select(fault => fault.ToString());
    }
}

namespace Lumina.Environments.Tests.Specification;

[Trait("Category", "Creation")]
public sealed class PartOfASpecTests
{
    private static readonly EnvironmentSpec Shop = new("shop", owner: "payments")
    {
        Network = new NetworkSpec(),
        Databases =
        [
            new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles("orders.sql") },
            new DatabaseSpec("cache", DatabaseType.Redis),
        ],
        Services =
        [
            new ServiceSpec("api", ServiceSource.Image("api:1"))
            {
                Endpoints = [EndpointSpec.Http()],
                Settings = { ["DB"] = Reference.ConnectionString("orders") },
                DependsOn = [ComponentName.Database("cache")],
            },
            new ServiceSpec("ui", ServiceSource.Image("ui:1")) { Settings = { ["API"] = Reference.Endpoint("api") } },
        ],
        Monitoring = new MonitoringSpec(),
    };

    [Fact]
    public void Only_keeps_what_is_named_and_everything_that_it_needs()
    {
        Names(Shop.Only("api")).Should().Equal("network", "database/orders", "database/cache", "service/api");
        Names(Shop.Only("database/cache", "monitoring")).Should().Equal("network", "database/cache", "monitoring");
        Shop.Only("orders").Databases[0].Data.Should().NotBeNull("who needs a database waits for its data, and who names it means both");
    }

    [Fact]
    public void Only_of_nothing_is_refused() => ShouldFail(() => Shop.Only(), "No component is named*");

    [Fact]
    public void Without_leaves_out_what_is_named_and_a_reference_to_it_is_a_fault()
    {
        Names(Shop.Without("ui", "cache", "monitoring")).Should().Equal("network", "database/orders", "service/api");
        Shop.Without("ui", "cache").Validate().Should().ContainSingle().Which.Path.Should().Be("services[0].dependsOn[0]");
        Shop.Without("data/orders").Databases[0].Data.Should().BeNull();
    }

    [Fact]
    public void A_name_that_is_not_there_fails_with_the_nearest()
    {
        ShouldFail(() => Shop.Only("odrers"), "*'odrers'*Did you mean 'orders'?*");
        ShouldFail(() => Shop.Without("service/uj"), "*'service/uj'*Did you mean 'service/ui'?*");
        ShouldFail(() => Shop.WithExternalService("apj", new Uri("http://a")), "*'service/apj'*Did you mean 'service/api'?*");
        ShouldFail(() => Shop.WithExistingDatabase("caches", new Secret("redis://cache")), "*'database/caches'*Did you mean 'database/cache'?*");
        ShouldFail(() => Shop.WithService(new ServiceSpec("uii", ServiceSource.Image("a"))), "*'service/uii'*Did you mean 'service/ui'?*");
    }

    [Fact]
    public void A_name_of_several_components_needs_its_kind()
    {
        EnvironmentSpec spec = Shop with { Services = [.. Shop.Services, new ServiceSpec("cache", ServiceSource.Image("a"))] };

        ShouldFail(() => spec.Without("cache"), "*database/cache, service/cache*");
        Names(spec.Without("service/cache")).Should().Equal(Names(Shop));
    }

    [Fact]
    public void A_service_can_be_one_that_runs_already()
    {
        EnvironmentSpec spec = Shop.WithExternalService("api", new Uri("https://api.example.com")).Without("orders", "cache");

        spec.Services[0].IsExternal.Should().BeTrue();
        spec.Validate().Should().BeEmpty("what runs already needs no database of this environment");
    }

    [Fact]
    public void A_database_can_be_one_that_exists()
    {
        DatabaseSpec orders = Shop.WithExistingDatabase("orders", new Secret("Host=db;Password=hush")).Databases[0];

        orders.Existing!.Reveal().Should().Be("Host=db;Password=hush");
        orders.Data.Should().BeNull("a database that this environment does not own is not filled");
    }

    [Fact]
    public void A_service_can_be_a_fake()
    {
        ServiceSpec fake = new("api", ServiceSource.Command("fake-api")) { Endpoints = [EndpointSpec.Http()] };

        Shop.WithService(fake).Services[0].Should().BeSameAs(fake);
        Shop.WithService(fake).Services[1].Should().BeSameAs(Shop.Services[1]);
    }

    private static IEnumerable<string> Names(EnvironmentSpec spec) => spec.AllComponents().Select(component => component.ComponentName.ToString());

    private static void ShouldFail(Func<EnvironmentSpec> call, string message) => call.Should().Throw<ArgumentException>().WithMessage(message);
}

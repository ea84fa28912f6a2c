using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Execution;

namespace Lumina.Environments.Tests.Planning;

[Trait("Category", "Creation")]
public sealed class ProviderChoiceTests
{
    private static readonly SpecificationFault Secured = new("endpoints[0].secured", "Nothing is secured here.", "Take secured from it.");
    private static readonly SpecificationFault Whole = new("", "There are too many.", "Leave one out.");

    private readonly ScriptedProvider<ServiceSpec> _first = new("first");
    private readonly ScriptedProvider<ServiceSpec> _second = new("second");

    [Fact]
    public async Task A_component_that_nobody_can_take_is_a_fault_that_says_why_each_declined()
    {
        _first.Declines = _ => "it has no images";
        _second.Declines = _ => "it takes only projects";

        SpecificationFault fault = await OneFaultAsync(Graph.Of("a"));

        fault.Path.Should().Be("services[0]");
        fault.Problem.Should().Be("service/a can be taken by no provider: 'first' declined: it has no images; 'second' declined: it takes only projects.");
        fault.Fix.Should().Be("Change what it says of that, or register a provider that takes it as it is.");
    }

    [Fact]
    public async Task What_the_only_provider_declines_thing_by_thing_stands_at_its_places()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider<ServiceSpec>(new Choosy("only", Secured, Whole)));

        (await FaultsAsync(manager)).Should().Equal(
            "services[0].endpoints[0].secured: Nothing is secured here. Take secured from it.",
            "services[0]: There are too many. Leave one out.");
    }

    [Fact]
    public async Task Where_several_decline_thing_by_thing_each_says_it_with_what_to_do()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .AddProvider<ServiceSpec>(new Choosy("first", Secured, Whole, Secured)).AddProvider<ServiceSpec>(new Choosy("second", Whole)));

        (await FaultsAsync(manager)).Should().ContainSingle().Which.Should().StartWith(
            "services[0]: service/a can be taken by no provider: 'first' declined: Nothing is secured here. Take secured from it. There are too many. Leave one out; 'second' declined: There are too many. Leave one out. ");
    }

    [Fact]
    public async Task A_provider_of_other_types_says_nothing_where_another_makes_the_type()
    {
        SpecificationFault other = new("type", "It makes others.", "Take one of those.");
        await using EnvironmentManager one = EnvironmentManager.Create(environments => environments.AddProvider<ServiceSpec>(new Choosy("first", other)).AddProvider<ServiceSpec>(new Choosy("second", Secured)));
        await using EnvironmentManager none = EnvironmentManager.Create(environments => environments.AddProvider<ServiceSpec>(new Choosy("first", other)).AddProvider<ServiceSpec>(new Choosy("second", other)));

        (await FaultsAsync(one)).Should().Equal("services[0].endpoints[0].secured: Nothing is secured here. Take secured from it.");
        (await FaultsAsync(none)).Should().ContainSingle().Which.Should().Contain("'first' declined: It makes others. Take one of those; 'second' declined: It makes others. Take one of those.");
    }

    [Fact]
    public async Task A_component_that_several_can_take_is_a_fault_that_lists_them()
    {
        SpecificationFault fault = await OneFaultAsync(Graph.Of("a"));

        fault.Should().Be(new SpecificationFault("services[0].provider", "service/a can be taken by several providers: first, second.", "Name one of them as its provider."));
    }

    [Fact]
    public async Task A_check_by_the_platform_is_a_fault_where_the_provider_has_none_of_the_component()
    {
        EnvironmentSpec spec = Naming("second");
        spec = spec with { Services = [spec.Services[0] with { HealthCheck = HealthCheckSpec.Platform() }] };

        SpecificationFault fault = await OneFaultAsync(spec);

        fault.Path.Should().Be("services[0].healthCheck.type");
        fault.Problem.Should().Be("service/a is to be checked by its platform, and provider 'second' has no such check of it.");

        _second.Placement = _ => new ComponentPlacement { HasPlatformCheck = true };
        await using EnvironmentManager manager = Create();
        await manager.PlanAsync(spec);
    }

    [Fact]
    public async Task A_component_goes_to_the_provider_that_it_names()
    {
        await using EnvironmentManager manager = Create();

        EnvironmentPlan plan = await manager.PlanAsync(Naming("second"));

        plan.Steps.Should().ContainSingle().Which.Provider.Should().Be("second");
    }

    [Fact]
    public async Task A_provider_that_is_not_registered_is_a_fault_that_lists_those_that_are()
    {
        SpecificationFault fault = await OneFaultAsync(Naming("third"));

        fault.Problem.Should().Be("service/a can be taken by no provider: provider 'third' is not registered for service (registered: first, second).");
    }

    [Fact]
    public async Task A_named_provider_that_declines_says_why()
    {
        _second.Declines = _ => "it takes only projects";

        SpecificationFault fault = await OneFaultAsync(Naming("second"));

        fault.Problem.Should().Contain("'second' declined: it takes only projects").And.NotContain("first");
    }

    [Theory]
    [InlineData("postgres", "postgresql")]
    [InlineData("mariadb", "mysql")]
    public async Task A_type_of_database_that_nobody_makes_is_told_with_the_one_that_was_meant(string type, string meant)
    {
        ScriptedProvider<DatabaseSpec> databases = new("databases") { Declines = _ => "it makes none of those" };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider<DatabaseSpec>(databases));

        Func<Task> planning = () => manager.PlanAsync(new EnvironmentSpec("data", "payments") { Databases = [new DatabaseSpec("orders", new DatabaseType(type))] });

        (await planning.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Which.Fix.Should().StartWith($"Did you mean '{meant}'? ");
    }

    [Fact]
    public async Task A_provider_that_fails_when_it_is_asked_is_a_fault_with_its_name()
    {
        _second.Declines = _ => throw new FormatException("bad");
        (await OneFaultAsync(Naming("second"))).Problem.Should().Be("service/a can be taken by no provider: 'second' declined: it failed when it was asked (FormatException: bad), which is a defect of it.");
        _second.Declines = _ => null;
        _second.Placement = _ => throw new FormatException("bad");
        (await OneFaultAsync(Naming("second"))).Problem.Should().Be("Provider 'second' failed when it was asked where service/a goes: FormatException: bad.");
        _second.Placement = _ => null!;
        (await OneFaultAsync(Naming("second"))).Problem.Should().Be("Provider 'second' failed when it was asked where service/a goes: it said nothing.");
    }

    [Fact]
    public async Task A_kind_that_is_not_known_is_told_once()
    {
        await using EnvironmentManager manager = Create();

        Func<Task> planning = () => manager.PlanAsync(EnvironmentSpec.FromJson("""{"name":"data","owner":"payments","components":[{"kind":"broker","name":"events"}]}"""));

        (await planning.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Which.Path.Should().Be("components[0].kind");
    }

    [Fact]
    public async Task A_kind_for_which_no_provider_is_registered_is_a_fault()
    {
        SpecificationFault fault = await OneFaultAsync(new EnvironmentSpec("data", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });

        fault.Problem.Should().Be("database/orders can be taken by no provider: no provider is registered for components of kind 'database'.");
    }

    [Fact]
    public async Task What_exists_already_needs_no_provider_is_given_to_others_and_is_never_touched()
    {
        InMemoryPlatform platform = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform));
        EnvironmentSpec spec = new("borrowing", "payments")
        {
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Existing = new Secret("Host=db.example;Password=s3cret-s3cret") }],
            Services =
            [
                new ServiceSpec("mail", ServiceSource.External(new Uri("https://mail.example/"))) { Endpoints = [EndpointSpec.Https()] },
                new ServiceSpec("api", ServiceSource.Command("api"))
                {
                    Settings = { ["MAIL"] = Reference.Endpoint("mail", "https"), ["ConnectionStrings__orders"] = Reference.ConnectionString("orders") },
                },
            ],
        };

        TestEnvironment environment = await manager.OpenAsync(spec).Soon();

        environment.ConnectionString("orders").Should().Be("Host=db.example;Password=s3cret-s3cret");
        environment.Endpoint("mail").Should().Be(new Uri("https://mail.example/"));
        InMemoryComponent api = platform.Components.Should().ContainSingle().Which;
        api.Settings.Should().BeEquivalentTo(new Dictionary<string, string> { ["MAIL"] = "https://mail.example/", ["ConnectionStrings__orders"] = "Host=db.example;Password=s3cret-s3cret" });
        await environment.StopAsync().Soon();
        await environment.StartAsync().Soon();
        await environment.DisposeAsync();
        environment.Status.Should().Be(EnvironmentStatus.Terminated);
    }

    [Fact]
    public async Task A_spec_of_another_type_than_its_kinds_is_a_fault_and_no_crash()
    {
        await using EnvironmentManager manager = Create();

        Func<Task> plan = () => manager.PlanAsync(new EnvironmentSpec("odd", "payments") { Components = [new OpaqueComponentSpec("service", "x", "{}")] });

        (await plan.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().Contain(fault => fault.Path == "components[0].kind");
    }

    [Fact]
    public async Task A_circle_is_one_fault()
    {
        _second.Declines = _ => "no";

        SpecificationFault fault = await OneFaultAsync(Graph.Of("a: c", "b: a", "c: b"));

        fault.Problem.Should().Contain("service/a -> service/c -> service/b -> service/a");
    }

    [Fact]
    public async Task A_reference_that_its_consumer_cannot_reach_is_a_fault()
    {
        _second.Declines = _ => "no";
        _first.Placement = spec => new ComponentPlacement { ReachableFrom = spec.Name == "api" ? Vantage.Host : Vantage.Everywhere, ConsumesFrom = Vantage.Network };
        EnvironmentSpec spec = new("apart", "payments")
        {
            Services =
            [
                new ServiceSpec("api", ServiceSource.Command("api")) { Endpoints = [EndpointSpec.Http()] },
                new ServiceSpec("ui", ServiceSource.Command("ui")) { Settings = { ["API"] = Reference.Endpoint("api") } },
            ],
        };

        SpecificationFault fault = await OneFaultAsync(spec);

        fault.Path.Should().Be("services[1]");
        fault.Problem.Should().Contain("${service/api:http} is reachable from Host only").And.Contain("Network");
    }

    [Theory]
    [InlineData(Vantage.Network, Vantage.Host, false)]
    [InlineData(Vantage.Network, Vantage.Everywhere, false)]
    [InlineData(Vantage.Everywhere, Vantage.Host, true)]
    [InlineData(Vantage.Network, Vantage.Network, true)]
    [InlineData(Vantage.Network, Vantage.None, true)]
    public async Task What_cannot_be_reached_from_where_it_must_be_is_a_fault(Vantage reachable, Vantage wanted, bool isFine)
    {
        _second.Declines = _ => "no";
        _first.Placement = _ => new ComponentPlacement { ReachableFrom = reachable };
        await using EnvironmentManager manager = Create();
        EnvironmentSpec spec = new("apart", "payments") { Services = [new ServiceSpec("api", ServiceSource.Command("api")) { MustBeReachableFrom = wanted }] };

        Func<Task> plan = () => manager.PlanAsync(spec);

        if (isFine)
        {
            await plan.Should().NotThrowAsync();
            return;
        }

        (await plan.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Which.ToString().Should().Be(
            $"services[0].mustBeReachableFrom: service/api must be reachable from {wanted}, and what 'first' makes of it is reachable from Network only. Take another provider, or open it where its platform can (a published port, a port-forward, an allowed caller).");
    }

    [Fact]
    public async Task A_plan_orders_its_steps_says_what_does_not_apply_and_touches_nothing()
    {
        _second.Declines = _ => "no";
        _first.Placement = spec => new ComponentPlacement
        {
            EstimatedDuration = TimeSpan.FromSeconds(spec.Name == "b" ? 20 : 5),
            ReachableFrom = spec.Name == "b" ? Vantage.Network : Vantage.Everywhere,
            NotApplicable = spec.Name == "a" ? [new NotApplicableSetting("replicas", "one process is enough")] : [],
        };
        await using EnvironmentManager manager = Create();

        EnvironmentPlan plan = await manager.PlanAsync(Graph.Of("c: a b", "a", "b"));

        plan.Steps.Select(step => step.Component.Name).Should().Equal("a", "b", "c");
        plan.Steps[2].After.Should().BeEquivalentTo([0, 1]);
        plan.EstimatedDuration.Should().Be(TimeSpan.FromSeconds(25), "the longest path counts");
        plan.ToString().Should().Contain("Provision service/c by first, after service/").And.Contain("replicas does not apply: one process is enough").And.MatchRegex("Provision service/b by first\\s+is reached from its network alone, not from here");
        plan.Steps.Count(step => step.ReachableFrom == Vantage.Network).Should().Be(1);
        _first.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Who_needs_a_database_waits_for_its_data_too()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        EnvironmentSpec spec = new("seeded", "payments")
        {
            Network = new NetworkSpec(),
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles("orders.sql") }],
            Services = [new ServiceSpec("api", ServiceSource.Command("api")) { Settings = { ["DB"] = Reference.ConnectionString("orders") } }],
        };

        EnvironmentPlan plan = await manager.PlanAsync(spec);

        plan.Steps.Select(step => step.Component.ToString()).Should().Equal("network", "database/orders", "data/orders", "service/api");
        plan.Steps[3].After.Should().BeEquivalentTo([0, 1, 2]);
    }

    private static EnvironmentSpec Naming(string provider) => new("named", "payments") { Services = [new ServiceSpec("a", ServiceSource.Command("a")) { Provider = provider }] };

    private async Task<SpecificationFault> OneFaultAsync(EnvironmentSpec spec)
    {
        await using EnvironmentManager manager = Create();
        Func<Task> plan = () => manager.PlanAsync(spec);
        return (await plan.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Which;
    }

    private static async Task<IEnumerable<string>> FaultsAsync(EnvironmentManager manager) =>
        (await FluentActions.Awaiting(() => manager.PlanAsync(Graph.Of("a"))).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Select(fault => fault.ToString());

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.AddProvider(_first).AddProvider(_second));

    /// <summary>Says thing by thing what it declines.</summary>
    private sealed class Choosy : ScriptedProvider<ServiceSpec>, IComponentProvider<ServiceSpec>
    {
        private readonly SpecificationFault[] _obstacles;

        public Choosy(string name, params SpecificationFault[] obstacles)
            : base(name) => (_obstacles, Declines) = (obstacles, _ => obstacles.ToReason());

        public IEnumerable<SpecificationFault> FindObstacles(ServiceSpec spec) => _obstacles;
    }
}

using Lumina.Environments.InMemory;

namespace Lumina.Environments.Tests.Execution;

/// <summary>What leads to components from one process only, such as forwarded ports; here each manager is a process.</summary>
[Trait("Category", "Networking")]
public sealed class AttachmentTests
{
    private static readonly ComponentName Api = ComponentName.Service("api");
    private static readonly ComponentName Orders = ComponentName.Database("orders");

    private readonly InMemoryPlatform _platform = new() { ForwardsPorts = true };
    private readonly InMemoryEnvironmentStore _store = new();

    [Fact]
    public async Task A_process_that_attaches_reaches_what_another_has_made()
    {
        await using EnvironmentManager maker = Create();
        await using TestEnvironment made = await maker.OpenAsync(Shop()).Soon();
        await using EnvironmentManager other = Create();
        (await other.FindAsync(made.Id))!.Find(Api)!.Outputs.Find("http").Should().BeNull("nobody has opened it here");

        await using TestEnvironment attached = await other.AttachAsync(made.Id).Soon();

        attached.Endpoint("api").Should().Be(made.Endpoint("api"));
        attached.ConnectionString("orders").Should().Be(made.ConnectionString("orders"));
        attached.Output(Api, "address").Should().Be(made.Output(Api, "address"), "it is made of an endpoint's address");
        (await other.FindAsync(made.Id))!.Find(Api)!.Outputs.Should().BeEquivalentTo(made.Snapshot.Find(Api)!.Outputs);
        (await other.QueryAsync(new EnvironmentQuery()).SingleAsync()).Find(Api)!.Outputs.Find("http").Should().NotBeNull();
    }

    [Fact]
    public async Task No_journal_and_no_store_has_what_holds_in_one_process()
    {
        await using EnvironmentManager maker = Create();
        await using TestEnvironment made = await maker.OpenAsync(Shop()).Soon();
        await using EnvironmentManager other = Create();
        await other.AttachAsync(made.Id).Soon();
        await other.RestartAsync(made.Id, Api).Soon();

        EnvironmentSnapshot recorded = (await _store.FindAsync(made.Id, CancellationToken.None))!;
        IEnumerable<ComponentOutput> outputs = [
            .. recorded.Components.SelectMany(component => component.Outputs),
            .. (await maker.EventsAsync(made.Id)).SelectMany(@event => @event switch { ComponentProvisioned provisioned => provisioned.Outputs, ComponentStarted started => started.Outputs, _ => ComponentOutputs.Empty }),
        ];
        outputs.Should().NotBeEmpty().And.OnlyContain(output => output.Vantage == Vantage.Network && !output.EndsWithProcess);
        (await _store.ReadSecretsAsync(made.Id, CancellationToken.None)).Keys.Where(name => name.Contains("outputs", StringComparison.Ordinal)).Should().NotBeEmpty().And.OnlyContain(name => name.EndsWith("@network", StringComparison.Ordinal));
        made.Snapshot.Find(Orders)!.Outputs.Where(output => output.IsSecret).Should().OnlyContain(output => !output.ToString().Contains(output.Reveal(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_has_made_it_asks_nobody()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Attach, Error = "it was asked" });
        await using EnvironmentManager maker = Create();
        EnvironmentSnapshot made = await maker.ProvisionAsync(Shop()).Soon();

        await using TestEnvironment attached = await maker.AttachAsync(made.Id).Soon();
        await maker.StopAsync(made.Id).Soon();
        attached.Snapshot.Find(Api)!.Outputs.Find("http").Should().BeNull("it was closed");
        await maker.StartAsync(made.Id).Soon();

        attached.Endpoint("api").Should().NotBeNull();
    }

    [Fact]
    public async Task A_restart_that_a_termination_ends_before_it_has_begun_says_so()
    {
        await using EnvironmentManager maker = Create();
        EnvironmentSnapshot made = await maker.ProvisionAsync(Shop()).Soon();
        await using EnvironmentManager other = Create();
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Attach, Hangs = true });
        Task<EnvironmentSnapshot> restarting = other.RestartAsync(made.Id, Api);

        await other.TerminateAsync(made.Id).Soon();

        await FluentActions.Awaiting(() => restarting.Soon()).Should().ThrowAsync<EnvironmentException>().WithMessage("Nothing of environment 'shop' was touched: it was interrupted: * terminated the environment.");
    }

    [Fact]
    public async Task What_another_process_has_started_again_is_opened_anew()
    {
        await using EnvironmentManager maker = Create();
        EnvironmentSnapshot made = await maker.ProvisionAsync(Shop()).Soon();
        await using EnvironmentManager other = Create();
        await maker.StopAsync(made.Id).Soon();
        await other.StartAsync(made.Id).Soon();

        await using TestEnvironment attached = await maker.AttachAsync(made.Id).Soon();

        attached.Endpoint("api").Should().NotBeNull();
    }

    [Fact]
    public async Task Who_knew_it_and_attaches_to_what_another_process_has_ended_is_told_so()
    {
        await using EnvironmentManager maker = Create();
        EnvironmentSnapshot made = await maker.ProvisionAsync(Shop()).Soon();
        await using EnvironmentManager other = Create();
        await other.AttachAsync(made.Id).Soon();
        await maker.TerminateAsync(made.Id).Soon();

        Func<Task> attaching = () => other.AttachAsync(made.Id).Soon();

        await attaching.Should().ThrowAsync<EnvironmentException>().WithMessage("*was terminated at*");
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("reset")]
    [InlineData("scale")]
    [InlineData("rent")]
    public async Task A_verb_in_another_process_opens_what_it_may_refer_to(string verb)
    {
        await using EnvironmentManager maker = Create();
        EnvironmentSnapshot made = await maker.ProvisionAsync(Shop()).Soon();
        await using EnvironmentManager other = Create();

        await (verb switch
        {
            "restart" => other.RestartAsync(made.Id, Api),
            "reset" => other.ResetAsync(made.Id),
            "scale" => other.ScaleAsync(made.Id, Api, 2),
            _ => (Task)other.RentDatabaseAsync(made.Id, "orders"),
        }).Soon();

        (await other.FindAsync(made.Id))!.Find(Orders)!.Outputs.Find(OutputNames.ConnectionString).Should().NotBeNull();
    }

    [Fact]
    public async Task Health_is_asked_through_what_this_process_has_opened_and_told_also_where_that_fails()
    {
        await using EnvironmentManager maker = Create();
        EnvironmentSnapshot made = await maker.ProvisionAsync(Shop() with { Services = [Shop().Services[0] with { HealthCheck = HealthCheckSpec.Http("/health") }] }).Soon();
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Api, Call = InMemoryCall.Attach, Times = 1, Error = "the cluster is away" });
        _platform.SetHealth(made.Id, Api, HealthOutcome.Fail, "it is ill");
        await using EnvironmentManager other = Create();

        (await other.CheckHealthAsync(made.Id).Soon()).Checks.Single(check => check.Component == Api).Outcome.Should().Be(HealthOutcome.Fail);
        (await other.CheckHealthAsync(made.Id).Soon()).Checks.Single(check => check.Component == Api).Message.Should().Be("it is ill");
        (await other.FindAsync(made.Id))!.Find(Api)!.Outputs.Find("http").Should().NotBeNull();
    }

    [Fact]
    public async Task What_cannot_be_opened_is_named_and_asked_for_again_by_the_next()
    {
        await using EnvironmentManager maker = Create();
        EnvironmentSnapshot made = await maker.ProvisionAsync(Shop()).Soon();
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Api, Call = InMemoryCall.Attach, Times = 1, Error = "the cluster is away" });
        await using EnvironmentManager other = Create();

        (await FluentActions.Awaiting(() => other.AttachAsync(made.Id).Soon()).Should().ThrowAsync<EnvironmentException>())
            .Which.Message.Should().Be("What leads from this process to service/api of environment 'shop' could not be opened: the cluster is away");

        (await other.AttachAsync(made.Id).Soon()).Endpoint("api").Should().NotBeNull();
    }

    [Fact]
    public async Task Ending_it_needs_nothing_to_be_opened()
    {
        await using EnvironmentManager maker = Create();
        EnvironmentSnapshot made = await maker.ProvisionAsync(Shop()).Soon();
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Attach, Error = "the cluster is away" });
        await using EnvironmentManager other = Create();

        await other.StopAsync(made.Id).Soon();
        await other.TerminateAsync(made.Id).Soon();

        _platform.IsEmpty.Should().BeTrue();
    }

    private static EnvironmentSpec Shop()
    {
        EnvironmentSpec shop = Specs.Shop();
        return shop with { Services = [shop.Services[0] with { Outputs = new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = "{http}/orders" } }, shop.Services[1]] };
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.UseInMemory(_platform).UseStore(_store));
}

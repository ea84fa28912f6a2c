using Lumina.Environments.InMemory;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "StartStop")]
public sealed class PausingTests
{
    private static readonly ComponentName Api = ComponentName.Service("api");
    private static readonly ComponentName Orders = ComponentName.Database("orders");

    private readonly InMemoryPlatform _platform = new();

    [Fact]
    public async Task A_component_that_is_paused_answers_nobody_until_it_goes_on_and_the_journal_says_both()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();

        EnvironmentSnapshot paused = await manager.ForOwner("payments").PauseAsync(made.Id, Api).Soon();
        await manager.PauseAsync(made.Id, Api).Soon();
        bool wasPaused = _platform.Find(made.Id, Api)!.IsPaused;
        EnvironmentHealth health = await manager.CheckHealthAsync(made.Id).Soon();
        EnvironmentSnapshot goesOn = await manager.UnpauseAsync(made.Id, Api).Soon();
        await manager.UnpauseAsync(made.Id, Api).Soon();

        wasPaused.Should().BeTrue();
        paused.Find(Api)!.Should().BeEquivalentTo(new { IsPaused = true, State = ComponentState.Up });
        health.Verdict.Should().Be(HealthVerdict.Unhealthy);
        health.Failures.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Component = Api, Message = "it is paused" });
        goesOn.Find(Api)!.IsPaused.Should().BeFalse();
        (await manager.CheckHealthAsync(made.Id).Soon()).Verdict.Should().Be(HealthVerdict.Healthy);
        EnvironmentEvent[] events = [.. (await manager.EventsAsync(made.Id)).Skip((int)made.Version)];
        events.Select(said => (said.GetType(), said.Actor)).Should().Equal((typeof(ComponentPaused), "payments"), (typeof(ComponentUnpaused), "anonymous"));
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("stop and start")]
    [InlineData("scale")]
    public async Task It_goes_on_when_it_is_asked_to(string what)
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await manager.PauseAsync(made.Id, Api).Soon();

        switch (what)
        {
            case "restart":
                await manager.RestartAsync(made.Id, Api).Soon();
                break;
            case "scale":
                await manager.ScaleAsync(made.Id, Api, 2).Soon();
                break;
            default:
                await manager.StopAsync(made.Id).Soon();
                await manager.StartAsync(made.Id).Soon();
                break;
        }

        (await manager.FindAsync(made.Id))!.Find(Api)!.Should().BeEquivalentTo(new { IsPaused = false, State = ComponentState.Up });
        _platform.Find(made.Id, Api)!.IsPaused.Should().BeFalse();
    }

    [Fact]
    public async Task A_database_that_is_paused_is_not_reset()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        EnvironmentSnapshot paused = await manager.PauseAsync(made.Id, Orders).Soon();

        EnvironmentException error = (await FluentActions.Awaiting(() => manager.ResetAsync(made.Id)).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Be("Environment 'shop' cannot be reset while database/orders is paused: unpause first (UnpauseAsync). Nothing was touched.");
        (await manager.FindAsync(made.Id))!.Version.Should().Be(paused.Version);
    }

    [Fact]
    public async Task Nobody_asks_what_is_in_a_database_that_is_paused()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await manager.PauseAsync(made.Id, Orders).Soon();
        _platform.Faults = new InMemoryFaultScript(
            [.. new[] { Orders, ComponentName.Data("orders") }.SelectMany(component => new[] { InMemoryCall.Observe, InMemoryCall.Rent, InMemoryCall.DetectDrift }.Select(call => new InMemoryFault { Component = component, Call = call, Hangs = true }))]);

        EnvironmentHealth health = await manager.CheckHealthAsync(made.Id).Soon();
        DriftReport drift = await manager.DetectDriftAsync(made.Id).Soon();

        health.Failures.Select(failure => failure.Message).Should().Contain("it is paused");
        drift.NotCompared.Should().Contain(Orders, "it is paused");
        await FluentActions.Awaiting(() => manager.RentDatabaseAsync(made.Id, "orders").Soon()).Should().ThrowAsync<EnvironmentException>().WithMessage("*can't be rented while it is paused*");
    }

    [Fact]
    public async Task It_goes_on_before_its_environment_is_ended()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await manager.PauseAsync(made.Id, Orders).Soon();

        await manager.TerminateAsync(made.Id).Soon();

        (await manager.EventsAsync(made.Id)).Select(said => said.GetType()).Should().ContainInOrder(typeof(TerminationStarted), typeof(ComponentUnpaused), typeof(ComponentDestroyed));
    }

    [Fact]
    public async Task What_cannot_be_paused_is_refused_with_what_can()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(new ScriptedProvider<ServiceSpec>()));
        EnvironmentSnapshot made = await manager.ProvisionAsync(Graph.Of("a")).Soon();

        EnvironmentException error = (await FluentActions.Awaiting(() => manager.PauseAsync(made.Id, ComponentName.Service("a"))).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Contain("service/a of environment").And.Contain("cannot be paused: its provider 'scripted' cannot do it. What can be paused of it: nothing.");
        await FluentActions.Awaiting(() => manager.PauseAsync(made.Id, ComponentName.Service("b"))).Should().ThrowAsync<ComponentNotFoundException>();
    }

    [Fact]
    public async Task A_platform_that_refuses_leaves_the_component_as_it_is()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Api, Call = InMemoryCall.Pause, Error = "it has no freezer" });

        EnvironmentException error = (await FluentActions.Awaiting(() => manager.PauseAsync(made.Id, Api)).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Be("service/api of environment 'shop' was not paused: it has no freezer");
        (await manager.FindAsync(made.Id))!.Version.Should().Be(made.Version);
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.UseInMemory(_platform));
}

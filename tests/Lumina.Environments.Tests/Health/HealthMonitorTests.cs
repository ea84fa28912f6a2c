using Lumina.Environments.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Health;

/// <summary>The monitor as a host runs it, over the in-memory platform, with a clock that a test moves.</summary>
[Trait("Category", "Health")]
[Trait("Category", "Monitoring")]
public sealed class HealthMonitorTests : IAsyncLifetime
{
    private static readonly ComponentName Api = ComponentName.Service("api");
    private static readonly ComponentName Ui = ComponentName.Service("ui");
    private static readonly ComponentName Orders = ComponentName.Database("orders");

    // Time passes between one look at the clock and the next, as it does.
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private readonly InMemoryPlatform _platform = new();
    private readonly InMemoryFaultScript _faults = new();
    private readonly ServiceProvider _services;
    private readonly IEnvironmentManager _manager;

    public HealthMonitorTests()
    {
        _platform.Faults = _faults;
        ServiceCollection services = new();
        services.AddLuminaEnvironments().UseTimeProvider(_time).UseInMemory(_platform).ConfigureCleanUp(options => options.Enabled = false);
        _services = services.BuildServiceProvider();
        _manager = _services.GetRequiredService<IEnvironmentManager>();
    }

    public async Task InitializeAsync()
    {
        foreach (IHostedService service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (IHostedService service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Rounds_in_which_nothing_changes_write_nothing()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop"));
        long calls = _platform.CallCount;
        long version = await VersionAsync(id);

        await _time.UntilAsync(() => _platform.CallCount >= calls + 9, TimeSpan.FromSeconds(2));

        (await VersionAsync(id)).Should().Be(version, "three components were looked for in three rounds, and all was well");
    }

    [Fact]
    public async Task A_component_that_ended_is_restarted_and_each_action_is_an_event()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop"));
        _platform.Crash(id, Api);

        await UntilAsync<EnvironmentHealthy>(id);

        (await HealthEventsAsync(id)).Select(Text).Should().Equal(
            "lumina/health: HealthCheckFailed service/api",
            "lumina/health: EnvironmentUnhealthy",
            "lumina/healing: HealingStarted service/api",
            "lumina/healing: HealingSucceeded service/api",
            "lumina/health: EnvironmentHealthy");
        EnvironmentSnapshot environment = (await _manager.FindAsync(id))!;
        environment.IsUnhealthy.Should().BeFalse();
        environment.Components.Should().OnlyContain(component => component.State == ComponentState.Up);
    }

    [Fact]
    public async Task What_fails_because_of_another_is_not_restarted_by_itself()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop"));
        _platform.Crash(id, Orders);
        _platform.Crash(id, Api);

        await UntilAsync<EnvironmentHealthy>(id);

        (await HealthEventsAsync(id)).OfType<HealingStarted>().Should().ContainSingle().Which.Component.Should().Be(Orders);
        _platform.Find(id, Api)!.StartCount.Should().Be(1, "it depends on the database and was restarted with it");
    }

    [Fact]
    public async Task Restarts_that_are_used_up_end_in_failed_and_the_monitor_leaves_it_there()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop") with { Healing = new HealingPolicy { MaximumRestarts = 2 } });
        _faults.Add(new InMemoryFault { Component = Api, Call = InMemoryCall.Start, Error = "the port is taken" });
        _platform.Crash(id, Api);

        await UntilAsync<EnvironmentFailed>(id);

        EnvironmentEvent[] events = await HealthEventsAsync(id);
        events.OfType<HealingStarted>().Select(started => (started.Restart, started.MaximumRestarts)).Should().Equal((1, 2), (2, 2));
        events.OfType<HealingFailed>().Should().HaveCount(2).And.OnlyContain(failed => failed.Error.Contains("the port is taken"));
        EnvironmentSnapshot environment = (await _manager.FindAsync(id))!;
        environment.Status.Should().Be(EnvironmentStatus.Failed);
        environment.Error.Should().StartWith("service/api fails (it is Failed: ").And.EndWith("a restart was tried 2 times within 60 min, as often as its healing policy allows (healing.maximumRestarts).");
        events[^1].Actor.Should().Be("lumina/healing");
    }

    [Fact]
    public async Task Restarts_before_the_window_do_not_count()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop") with { Healing = new HealingPolicy { MaximumRestarts = 1, Window = TimeSpan.FromMinutes(30) } });
        _platform.Crash(id, Api);
        await UntilAsync<EnvironmentHealthy>(id);
        _time.Advance(TimeSpan.FromMinutes(31));
        _platform.Crash(id, Api);

        await UntilAsync<EnvironmentHealthy>(id, count: 2);

        (await HealthEventsAsync(id)).OfType<HealingStarted>().Should().HaveCount(2).And.OnlyContain(started => started.Restart == 1);
        (await _manager.FindAsync(id))!.IsUp.Should().BeTrue();
    }

    [Fact]
    public async Task A_policy_of_none_names_the_failure_and_touches_nothing()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop") with { Healing = HealingPolicy.None });
        _platform.Crash(id, Api);

        await UntilAsync<EnvironmentUnhealthy>(id);
        long calls = _platform.CallCount;
        await _time.UntilAsync(() => _platform.CallCount >= calls + 9, TimeSpan.FromSeconds(2));

        (await HealthEventsAsync(id)).Should().HaveCount(2, "the failure is journaled once, however often it is seen");
        _platform.Find(id, Api)!.StartCount.Should().Be(0);
    }

    [Fact]
    public async Task An_environment_that_is_stopped_is_neither_checked_nor_healed()
    {
        EnvironmentId stopped = await ProvisionAsync(Shop("stopped"));
        await _manager.StopAsync(stopped);
        EnvironmentId other = await ProvisionAsync(Shop("other"));
        _platform.Crash(other, Api);

        await UntilAsync<EnvironmentHealthy>(other);

        (await HealthEventsAsync(stopped)).Should().BeEmpty();
        (await _manager.FindAsync(stopped))!.Status.Should().Be(EnvironmentStatus.Stopped);
    }

    [Fact]
    public async Task An_environment_that_is_terminated_while_it_is_being_healed_stays_terminated()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop"));
        _faults.Add(new InMemoryFault { Component = Api, Call = InMemoryCall.Start, Hangs = true });
        _platform.Crash(id, Api);
        await UntilAsync<StepIntended>(id, step => step is { Action: StepAction.Start });

        await _manager.TerminateAsync(id);

        (await _manager.FindAsync(id))!.Status.Should().Be(EnvironmentStatus.Terminated);
        EnvironmentEvent[] events = await _manager.ReadEventsAsync(id).ToArrayAsync();
        events[^1].Should().BeOfType<EnvironmentTerminated>();
        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task A_check_that_never_ends_delays_no_other_environment()
    {
        EnvironmentId stuck = await ProvisionAsync(Shop("stuck"));
        EnvironmentId other = await ProvisionAsync(Shop("other"));
        _faults.Add(new InMemoryFault { Component = Ui, Call = InMemoryCall.Observe, Hangs = true, Times = 1 });
        _platform.Crash(stuck, Api);
        _platform.Crash(other, Api);

        await UntilAsync<EnvironmentHealthy>(other);
        await UntilAsync<EnvironmentHealthy>(stuck);
    }

    [Fact]
    public async Task An_environment_whose_check_takes_longer_than_a_round_is_not_checked_twice_at_once()
    {
        await ProvisionAsync(Shop("slow") with
        {
            Services = [new ServiceSpec("ui", ServiceSource.Image("ui:1")) { HealthCheck = HealthCheckSpec.Presence() with { Timeout = TimeSpan.FromMinutes(10), StartupTimeout = TimeSpan.FromMinutes(20) } }],
        });
        _faults.Add(new InMemoryFault { Component = Ui, Call = InMemoryCall.Observe, Hangs = true, Times = 1 });
        long calls = _platform.CallCount;
        await _time.UntilAsync(() => _platform.CallCount == calls + 2, TimeSpan.FromSeconds(2));

        DateTimeOffset began = _time.GetUtcNow();
        await _time.UntilAsync(() => _time.GetUtcNow() > began.AddMinutes(8), TimeSpan.FromSeconds(2));

        _platform.CallCount.Should().Be(calls + 2, "the first round's look at the service is still at work");
        await _time.UntilAsync(() => _platform.CallCount > calls + 3, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task The_monitor_goes_on_when_looking_fails()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop"));
        _faults.Add(new InMemoryFault { Component = Orders, Call = InMemoryCall.Observe, Error = "the platform does not answer", Times = 1 });
        long calls = _platform.CallCount;

        await _time.UntilAsync(() => _platform.CallCount >= calls + 9, TimeSpan.FromSeconds(2));

        (await HealthEventsAsync(id)).Should().BeEmpty("one failed look is not yet a failure");
    }

    [Fact]
    public async Task What_a_platform_that_does_not_answer_has_on_it_is_neither_called_failing_nor_restarted()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop"));
        _faults.Add(new InMemoryFault { Call = InMemoryCall.Observe, Error = "the platform does not answer" });
        long calls = _platform.CallCount;

        await _time.UntilAsync(() => _platform.CallCount >= calls + 30, TimeSpan.FromSeconds(2));

        (await HealthEventsAsync(id)).Should().BeEmpty();
        Task<EnvironmentHealth> checking = _manager.CheckHealthAsync(id);
        await _time.UntilAsync(() => checking.IsCompleted, TimeSpan.FromSeconds(1));
        EnvironmentHealth health = await checking;
        health.Verdict.Should().Be(HealthVerdict.Unknown);
        health.Checks.Should().OnlyContain(check => check.IsUnseen && check.Outcome == HealthOutcome.Warn && check.Message == "the platform does not answer on a look for it on its platform");
    }

    [Fact]
    public async Task What_was_failing_is_not_called_well_again_where_nothing_can_be_seen_of_it()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop") with { Healing = HealingPolicy.None });
        _platform.Crash(id, Api);
        await UntilAsync<EnvironmentUnhealthy>(id);
        _faults.Add(new InMemoryFault { Call = InMemoryCall.Observe, Error = "the platform does not answer" });
        long calls = _platform.CallCount;

        await _time.UntilAsync(() => _platform.CallCount >= calls + 30, TimeSpan.FromSeconds(2));

        (await _manager.FindAsync(id))!.Find(Api)!.State.Should().Be(ComponentState.Degraded);
        (await HealthEventsAsync(id)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Nothing_is_judged_while_one_of_an_environment_is_being_scaled()
    {
        EnvironmentSpec shop = Shop("shop") with { Timeout = TimeSpan.FromHours(20) };
        EnvironmentId id = await ProvisionAsync(shop with { Services = [.. shop.Services.Select(service => service with { StepTimeout = TimeSpan.FromHours(10) })] });
        await ProvisionAsync(Shop("other"));
        _faults.Add(new InMemoryFault { Component = Api, Call = InMemoryCall.Scale, Hangs = true, Times = 1 });
        using CancellationTokenSource cancelling = new();
        Task scaling = _manager.ScaleAsync(id, Api, 3, cancelling.Token);
        await UntilAsync<StepIntended>(id, step => step is { Action: StepAction.Scale });
        _platform.Crash(id, Api);
        long calls = _platform.CallCount;

        await _time.UntilAsync(() => _platform.CallCount >= calls + 9, TimeSpan.FromSeconds(2));

        (await HealthEventsAsync(id)).Should().BeEmpty();
        await cancelling.CancelAsync();
        await Record.ExceptionAsync(() => scaling);
    }

    [Fact]
    public async Task A_failed_environment_is_up_again_when_its_failed_component_is_whatever_an_optional_check_says()
    {
        EnvironmentSpec shop = Shop("shop") with { Healing = new HealingPolicy { MaximumRestarts = 1 } };
        EnvironmentId id = await ProvisionAsync(shop with { Services = [shop.Services[0], shop.Services[1] with { HealthCheck = HealthCheckSpec.Presence() with { Required = false } }] });
        _platform.Crash(id, Ui);
        await UntilAsync<HealthCheckFailed>(id);
        _faults.Add(new InMemoryFault { Component = Api, Call = InMemoryCall.Start, Error = "the port is taken" });
        _platform.Crash(id, Api);
        await UntilAsync<EnvironmentFailed>(id);
        _faults.Clear();

        EnvironmentSnapshot repaired = await _manager.RestartAsync(id, Api);

        repaired.Status.Should().Be(EnvironmentStatus.Running);
        repaired.Find(Ui)!.State.Should().Be(ComponentState.Degraded);
    }

    [Fact]
    public async Task A_pause_between_the_look_and_its_outcome_makes_the_look_one_at_something_else()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop"));
        EnvironmentSnapshot seen = (await _manager.FindAsync(id))!;

        EnvironmentSnapshot paused = await _manager.PauseAsync(id, Orders);

        VerdictChanges.HasChanged(paused.Find(Orders)!, seen).Should().BeTrue();
        VerdictChanges.HasChanged(paused.Find(Api)!, seen).Should().BeFalse();
    }

    [Fact]
    public async Task What_the_library_would_do_on_its_own_is_judged_again_when_its_turn_has_come()
    {
        EnvironmentId id = await ProvisionAsync(Shop("shop"));
        long version = await VersionAsync(id);
        IEnvironmentManager acting = ((IActingManager)_manager).ActingAs("lumina/test", "it fails", environment => environment.Name == "shop" ? "it was mended" : null);

        Func<Task> restarting = () => acting.RestartAsync(id, Api);
        Func<Task> ending = () => acting.TerminateAsync(id);

        await restarting.Should().ThrowAsync<EnvironmentException>().WithMessage("Environment 'shop' was left as it is: it was mended.");
        await ending.Should().ThrowAsync<EnvironmentException>().WithMessage("Environment 'shop' was left as it is: it was mended.");
        (await VersionAsync(id)).Should().Be(version);
        (await _manager.TerminateAsync(id)).Status.Should().Be(EnvironmentStatus.Terminated);
    }

    [Fact]
    public async Task What_is_gone_for_its_work_to_be_done_again_does_not_make_the_environment_unhealthy()
    {
        EnvironmentSpec shop = Shop("shop");
        DatabaseSpec patient = shop.Databases[0] with { StepTimeout = TimeSpan.FromHours(10) };
        EnvironmentId id = await ProvisionAsync(shop with { Timeout = TimeSpan.FromHours(20), Databases = [patient], Services = [.. shop.Services, new ServiceSpec("migrations", ServiceSource.Image("migrations:1")) { Run = ServiceRun.Once, DependsOn = [Orders] }] });
        await ProvisionAsync(Shop("other"));
        _faults.Add(new InMemoryFault { Component = Orders, Call = InMemoryCall.Reset, Hangs = true });
        using CancellationTokenSource cancelling = new();
        Task reset = _manager.ResetAsync(id, cancellationToken: cancelling.Token);
        await UntilAsync<StepIntended>(id, step => step is { Action: StepAction.Reset });
        long calls = _platform.CallCount;

        await _time.UntilAsync(() => _platform.CallCount >= calls + 9, TimeSpan.FromSeconds(2));

        (await HealthEventsAsync(id)).Should().BeEmpty();
        await cancelling.CancelAsync();
        await Record.ExceptionAsync(() => reset);
    }

    private static EnvironmentSpec Shop(string name) => new(name, "payments")
    {
        Lifetime = EnvironmentSpec.Unlimited,
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { HealthCheck = HealthCheckSpec.Presence() }],
        Services =
        [
            new ServiceSpec("api", ServiceSource.Image("api:1"))
            {
                Endpoints = [EndpointSpec.Http()],
                Settings = { ["ConnectionStrings__orders"] = Reference.ConnectionString("orders") },
            },
            new ServiceSpec("ui", ServiceSource.Image("ui:1")),
        ],
    };

    private async Task<EnvironmentId> ProvisionAsync(EnvironmentSpec spec) => (await _manager.ProvisionAsync(spec)).Id;

    private async Task<long> VersionAsync(EnvironmentId id) => (await _manager.FindAsync(id))!.Version;

    private Task UntilAsync<TEvent>(EnvironmentId id, Func<TEvent, bool>? which = null, int count = 1)
        where TEvent : EnvironmentEvent =>
        _time.UntilAsync(async () => await _manager.ReadEventsAsync(id).OfType<TEvent>().CountAsync(@event => which is null || which(@event)) >= count, TimeSpan.FromSeconds(2));

    private async Task<EnvironmentEvent[]> HealthEventsAsync(EnvironmentId id) => await _manager.ReadEventsAsync(id)
        .Where(@event => @event is HealthCheckFailed or HealthCheckRecovered or EnvironmentUnhealthy or EnvironmentHealthy or HealingStarted or HealingSucceeded or HealingFailed or EnvironmentFailed)
        .ToArrayAsync();

    private static string Text(EnvironmentEvent @event) => $"{@event.Actor}: {@event.GetType().Name}{(@event is ComponentEvent component ? $" {component.Component}" : "")}";
}

using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Health;
using Lumina.Environments.Tests.Journal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Creation")]
public sealed class LeaseTests
{
    private static readonly ComponentName Api = ComponentName.Service("api");
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly InMemoryPlatform _platform = new() { OutlivesProcess = true };
    private readonly FakeProcesses _processes = new();
    private readonly FakeLogCollector _logs = new();
    private readonly InMemoryEnvironmentStore _shared;

    public LeaseTests() => _shared = new InMemoryEnvironmentStore(timeProvider: _time);

    [Fact]
    public async Task A_verb_gives_its_lease_back_so_that_another_process_can_operate_next()
    {
        await using EnvironmentManager first = Create(_processes.Start());
        await using EnvironmentManager second = Create(_processes.Start());
        EnvironmentSnapshot environment = await first.ProvisionAsync(Specs.Shop()).Soon();

        (await second.StopAsync(environment.Id).Soon()).Status.Should().Be(EnvironmentStatus.Stopped);
        (await first.StartAsync(environment.Id).Soon()).Status.Should().Be(EnvironmentStatus.Running, "it reads what the other has written");

        (await first.ListLeasesAsync().ToListAsync()).Should().BeEmpty();
        Assertions.IsGapFree(await second.EventsAsync(environment.Id));
    }

    [Fact]
    public async Task A_lease_that_the_store_does_not_take_back_is_given_back_later()
    {
        MortalStore store = new(_shared);
        await using EnvironmentManager manager = Create(_processes.Start(), store: store);
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        store.FailingReleases = 2;

        (await manager.StopAsync(environment.Id).Soon()).Status.Should().Be(EnvironmentStatus.Stopped);

        (await manager.ListLeasesAsync().ToListAsync()).Should().HaveCount(1);
        await _time.UntilAsync(async () => !await manager.ListLeasesAsync().AnyAsync(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_another_process_operates_on_is_left_alone_and_the_error_says_who_it_is()
    {
        await using EnvironmentManager first = Create(_processes.Start());
        await using EnvironmentManager second = Create(_processes.Start(), options => options.LeaseTimeout = TimeSpan.Zero);
        EnvironmentSnapshot environment = await first.ProvisionAsync(Specs.Shop()).Soon();
        Task<EnvironmentSnapshot> stopping = await HangAsync(first, InMemoryCall.Stop, manager => manager.StopAsync(environment.Id));
        long calls = _platform.CallCount;

        Func<Task> reset = () => second.ResetAsync(environment.Id).Soon();

        EnvironmentLeaseHeldException error = (await reset.Should().ThrowAsync<EnvironmentLeaseHeldException>()).Which;
        error.EnvironmentName.Should().Be("shop");
        error.Message.Should().StartWith($"'shop' ({environment.Id}) is operated on by process 1 on here").And.Contain("BreakLeaseAsync");
        error.Lease!.Holder.ProcessId.Should().Be(1);
        _platform.CallCount.Should().Be(calls);
        (await second.ListLeasesAsync().ToListAsync()).Should().ContainSingle().Which.EnvironmentId.Should().Be(environment.Id);
        _ = second.TerminateAsync(environment.Id);
        await _time.RunOnPoolAsync(stopping.ContinueWith(_ => { }, TaskScheduler.Default));
    }

    [Fact]
    public async Task A_process_that_does_one_verb_after_another_lets_one_that_waits_have_its_turn()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Api, Call = InMemoryCall.Stop, Delay = TimeSpan.FromMilliseconds(300), Times = int.MaxValue });
        await using EnvironmentManager busy = Create(_processes.Start(), store: new MortalStore(_shared));
        await using EnvironmentManager waiting = Create(_processes.Start(), options => options.LeaseTimeout = TimeSpan.FromSeconds(30), new MortalStore(_shared));
        EnvironmentId id = (await busy.ProvisionAsync(Specs.Shop()).Soon()).Id;
        using CancellationTokenSource enough = new();
        Task restarting = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await busy.RestartAsync(id, Api);
            }
        });

        await Bounded.UntilAsync(() => _platform.Faults is InMemoryFaultScript { PlayedCount: > 0 });
        DateTimeOffset began = _time.GetUtcNow();
        Task<EnvironmentSnapshot> turn = waiting.ExtendAsync(id, TimeSpan.FromMinutes(1));
        await _time.UntilAsync(() => turn.IsCompleted, TimeSpan.FromMilliseconds(10));
        bool waited = _time.GetUtcNow() - began > TimeSpan.FromSeconds(3);
        await enough.CancelAsync();
        await _time.RunOnPoolAsync(restarting);

        // It may have met the moment between two verbs, and then has not waited.
        (await turn).Id.Should().Be(id);
        _logs.GetSnapshot().Select(log => log.Message).Count(message => message == $"shop ({id}) is operated on by process 1 on here; waiting for its turn").Should().BeInRange(waited ? 1 : 0, 1);
        (await busy.EventsAsync(id)).OfType<StepIntended>().Where(step => step.Component == Api).Should().HaveCountGreaterThan(waited ? 8 : 0, "it was busy all the time");
    }

    [Fact]
    public async Task A_provider_is_told_the_fencing_token_of_the_lease_under_which_it_is_called()
    {
        List<long> told = [];
        ScriptedProvider<ServiceSpec> services = new() { OnProvision = TellAsync, OnStop = TellAsync };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services).UseStore(_shared));

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();
        await manager.StopAsync(environment.Id).Soon();

        told.Should().HaveCount(2).And.OnlyHaveUniqueItems("each verb has a lease of its own").And.BeInAscendingOrder();

        async Task TellAsync(ComponentContext context, CancellationToken cancellationToken)
        {
            context.FencingToken.Should().Be((await _shared.FindLeaseAsync(context.EnvironmentId, cancellationToken))!.FencingToken);
            told.Add(context.FencingToken);
        }
    }

    [Fact]
    public async Task A_lease_is_renewed_for_as_long_as_its_operation_is_at_work()
    {
        await using EnvironmentManager first = Create(_processes.Start("here"));
        await using EnvironmentManager elsewhere = Create(_processes.Start("there"), options => options.LeaseTimeout = TimeSpan.Zero);
        EnvironmentSnapshot environment = await first.ProvisionAsync(Specs.Shop()).Soon();
        Task<EnvironmentSnapshot> stopping = await HangAsync(first, InMemoryCall.Stop, manager => manager.StopAsync(environment.Id), TimeSpan.FromSeconds(100));

        for (int renewals = 0; renewals < 18; renewals++)
        {
            _time.Advance(Duration / 6);
        }

        Func<Task> take = () => elsewhere.ResetAsync(environment.Id).Soon();
        await take.Should().ThrowAsync<EnvironmentLeaseHeldException>("it lives, and three durations have passed");
        await _time.RunOnPoolAsync(stopping);
        (await stopping).Status.Should().Be(EnvironmentStatus.Stopped);
    }

    [Fact]
    public async Task A_process_that_was_paused_past_its_lease_stops_and_asks_for_nothing_more()
    {
        MortalStore pausable = new(_shared);
        await using EnvironmentManager paused = Create(_processes.Start("here"), store: pausable);
        await using EnvironmentManager elsewhere = Create(_processes.Start("there"));
        EnvironmentSnapshot environment = await paused.ProvisionAsync(Specs.Shop()).Soon();
        Task<EnvironmentSnapshot> stopping = await HangAsync(paused, InMemoryCall.Stop, manager => manager.StopAsync(environment.Id), TimeSpan.FromSeconds(40));
        pausable.IsPaused = true;
        _time.Advance(Duration + TimeSpan.FromSeconds(1));

        RecoveryReport report = await elsewhere.RecoverAsync().Soon();
        report.Recovered.Should().ContainSingle().Which.Status.Should().Be(EnvironmentStatus.Stopped, report.ToString());
        long calls = _platform.CallCount;
        long version = (await elsewhere.FindAsync(environment.Id))!.Version;
        pausable.IsPaused = false;
        Func<Task> waking = () => _time.RunOnPoolAsync(stopping);

        EnvironmentLeaseLostException lost = (await waking.Should().ThrowAsync<EnvironmentLeaseLostException>()).Which;
        lost.Message.Should().StartWith("'shop': process 1 on here has lost its lease").And.Contain("RecoverAsync takes it up");
        lost.EnvironmentName.Should().Be("shop");
        lost.Left.Should().NotBeEmpty();
        _platform.CallCount.Should().Be(calls);
        (await elsewhere.FindAsync(environment.Id))!.Version.Should().Be(version, "nothing was appended under a lost lease");
        (await paused.StartAsync(environment.Id).Soon()).Status.Should().Be(EnvironmentStatus.Running, "it can take the lease again and reads what the other has written");
    }

    [Fact]
    public async Task Nobody_takes_over_from_a_process_that_lives_on_this_machine_however_long_it_is_held_up()
    {
        MortalStore pausable = new(_shared);
        await using EnvironmentManager paused = Create(_processes.Start(), store: pausable);
        await using EnvironmentManager other = Create(_processes.Start(), options => options.LeaseTimeout = TimeSpan.Zero);
        EnvironmentSnapshot environment = await paused.ProvisionAsync(Specs.Shop()).Soon();
        Task<EnvironmentSnapshot> stopping = await HangAsync(paused, InMemoryCall.Stop, manager => manager.StopAsync(environment.Id), TimeSpan.FromSeconds(130));
        pausable.IsPaused = true;
        _time.Advance(Duration * 4);

        (await other.RecoverAsync().Soon()).Recovered.Should().BeEmpty();
        Func<Task> take = () => other.ResetAsync(environment.Id).Soon();
        await take.Should().ThrowAsync<EnvironmentLeaseHeldException>();

        pausable.IsPaused = false;
        await _time.RunOnPoolAsync(stopping);
        (await stopping).Status.Should().Be(EnvironmentStatus.Stopped);
    }

    [Fact]
    public async Task A_broken_lease_ends_its_operation_and_leaves_the_environment_to_recovery()
    {
        await using EnvironmentManager hanging = Create(_processes.Start());
        await using EnvironmentManager other = Create(_processes.Start());
        EnvironmentSnapshot environment = await hanging.ProvisionAsync(Specs.Shop()).Soon();
        Task<EnvironmentSnapshot> stopping = await HangAsync(hanging, InMemoryCall.Stop, manager => manager.StopAsync(environment.Id));

        (await other.BreakLeaseAsync(environment.Id)).Should().BeTrue();
        Func<Task> ending = () => _time.RunOnPoolAsync(stopping);
        await ending.Should().ThrowAsync<EnvironmentLeaseLostException>();

        (await other.BreakLeaseAsync(environment.Id)).Should().BeFalse();
        (await other.RecoverAsync().Soon()).Recovered.Should().ContainSingle().Which.Status.Should().Be(EnvironmentStatus.Stopped);
    }

    [Fact]
    public async Task A_password_that_a_refused_commit_had_made_is_in_the_store_once_its_database_is_made()
    {
        ComponentName orders = ComponentName.Database("orders");
        DecoratedStore store = new();
        FakeProcesses.FakeProcess process = _processes.Start();
        await using EnvironmentManager manager = Create(process, store: store);
        bool isRefused = false;
        store.BeforeCommit = commit =>
        {
            if (!isRefused && commit.Events.OfType<StepIntended>().Any(intent => intent.Component == orders))
            {
                isRefused = true;
                throw new EnvironmentLeaseLostException("another has it") { EnvironmentId = commit.Lease.EnvironmentId };
            }
        };
        Func<Task> provisioning = () => manager.ProvisionAsync(Specs.Shop() with { OnInterruption = InterruptionPolicy.Resume }).Soon();
        EnvironmentId id = (await provisioning.Should().ThrowAsync<EnvironmentLeaseLostException>()).Which.EnvironmentId!.Value;
        (await manager.RecoverAsync().Soon()).Recovered.Should().ContainSingle();

        await using EnvironmentManager other = Create(_processes.Start(), store: store);
        await other.StopAsync(id).Soon();
        (await other.StartAsync(id).Soon()).Status.Should().Be(EnvironmentStatus.Running);
    }

    [Fact]
    public async Task Terminating_from_another_process_interrupts_what_is_at_work_and_its_caller_is_told_who_did_it()
    {
        await using EnvironmentManager first = Create(_processes.Start());
        await using EnvironmentManager second = Create(_processes.Start());
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Api, Call = InMemoryCall.Provision, Hangs = true });
        EventRecorder events = new();
        using IDisposable subscription = first.Events.Subscribe(events);
        Task<EnvironmentSnapshot> provisioning = first.ProvisionAsync(Specs.Shop());
        EnvironmentId id = (await events.WaitForAsync<StepIntended>(intent => intent.Component == Api)).EnvironmentId;

        Task<EnvironmentSnapshot> terminating = second.ForOwner("payments").TerminateAsync(id);
        await _time.RunOnPoolAsync(terminating);

        (await terminating).Status.Should().Be(EnvironmentStatus.Terminated);
        Func<Task> waiting = () => provisioning.Soon();
        (await waiting.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("it was interrupted: payments terminated the environment");
        _platform.IsEmpty.Should().BeTrue();
        Assertions.IsGapFree(await second.EventsAsync(id));
    }

    [Fact]
    public async Task With_a_debugger_attached_no_timeout_of_a_step_counts()
    {
        FakeProcesses.FakeProcess debugged = _processes.Start();
        debugged.IsDebugged = true;
        await using EnvironmentManager manager = Create(debugged, options => options.StepTimeout = TimeSpan.FromSeconds(10));
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Api, Call = InMemoryCall.Provision, Delay = TimeSpan.FromMinutes(2) });

        Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(Specs.Shop());
        await _time.RunOnPoolAsync(provisioning);

        (await provisioning).Status.Should().Be(EnvironmentStatus.Ready);
    }

    /// <summary>Begins a verb and returns once a call of it hangs.</summary>
    private async Task<Task<EnvironmentSnapshot>> HangAsync(EnvironmentManager manager, InMemoryCall call, Func<EnvironmentManager, Task<EnvironmentSnapshot>> verb, TimeSpan? delay = null)
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Api, Call = call, Hangs = delay is null, Delay = delay ?? TimeSpan.Zero, Times = 1 });
        EventRecorder events = new();
        IDisposable subscription = manager.Events.Subscribe(events);
        Task<EnvironmentSnapshot> working = verb(manager);
        await events.WaitForAsync<StepIntended>(intent => intent.Component == Api);
        subscription.Dispose();
        await Bounded.UntilAsync(() => _platform.Faults is InMemoryFaultScript { PlayedCount: > 0 });
        return working;
    }

    private EnvironmentManager Create(IProcessInspector process, Action<EnvironmentManagerOptions>? configure = null, IEnvironmentStore? store = null) => EnvironmentManager.Create(environments => environments
        .UseInMemory(_platform)
        .UseStore(store ?? _shared)
        .UseProcessInspector(process)
        .UseTimeProvider(_time)
        .UseLoggerFactory(new LoggerFactory([new FakeLoggerProvider(_logs)]))
        .Configure(options => (options.LeaseDuration, options.AllowVolatileStore) = (Duration, true))
        .Configure(configure ?? (_ => { })));
}

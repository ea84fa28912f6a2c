using Lumina.Environments.InMemory;
using Lumina.Environments.Tests.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Creation")]
public sealed class RecoveryTests
{
    private readonly InMemoryPlatform _platform = new() { OutlivesProcess = true };
    private readonly FakeProcesses _processes = new();
    private readonly InMemoryEnvironmentStore _shared = new();

    public static TheoryData<bool> BeforeOrAfter => [false, true];

    [Theory]
    [MemberData(nameof(BeforeOrAfter))]
    public async Task A_process_that_dies_at_any_commit_of_provisioning_leaves_nothing_once_another_recovers(bool afterIt)
    {
        int died = 0;
        for (int commit = 1; await DieAsync(commit, afterIt, Specs.Shop()); commit++)
        {
            died++;
            await using EnvironmentManager other = Create(_processes.Start());

            RecoveryReport report = await other.RecoverAsync().Soon();

            report.Undecided.Should().BeEmpty();
            await IsTrueAsync(other);
            foreach (EnvironmentSnapshot environment in await other.QueryAsync(new EnvironmentQuery { Active = true }).ToListAsync())
            {
                environment.Status.Should().Be(EnvironmentStatus.Ready, $"the process died at commit {commit}, its last");
                await other.TerminateAsync(environment.Id).Soon();
            }

            _platform.IsEmpty.Should().BeTrue($"the process died at commit {commit}: {report}");
            (await other.RecoverAsync().Soon()).Recovered.Should().BeEmpty("nothing is left to recover");
        }

        died.Should().BeGreaterThanOrEqualTo(8);
    }

    [Theory]
    [MemberData(nameof(BeforeOrAfter))]
    public async Task What_is_to_be_resumed_is_made_to_its_end_and_nothing_of_it_twice(bool afterIt)
    {
        for (int commit = 2; await DieAsync(commit, afterIt, Specs.Shop() with { OnInterruption = InterruptionPolicy.Resume }); commit++)
        {
            await using EnvironmentManager other = Create(_processes.Start());

            RecoveryReport report = await other.RecoverAsync().Soon();

            EnvironmentSnapshot environment = (await other.QueryAsync(new EnvironmentQuery { Active = true }).ToListAsync()).Should().ContainSingle(report.ToString()).Subject;
            environment.Status.Should().Be(EnvironmentStatus.Ready, $"the process died at commit {commit}: {report}");
            _platform.Components.Select(component => component.Name).Should().BeEquivalentTo(environment.Components.Select(component => component.Name));
            (await other.FindAsync(environment.Id))!.Find(ComponentName.Database("orders"))!.Outputs.Find(OutputNames.ConnectionString)!.Reveal().Should().NotBeEmpty();
            await IsTrueAsync(other);
            await other.TerminateAsync(environment.Id).Soon();
            _platform.IsEmpty.Should().BeTrue();
        }
    }

    [Theory]
    [InlineData("stop", EnvironmentStatus.Stopped)]
    [InlineData("start", EnvironmentStatus.Running)]
    [InlineData("restart", EnvironmentStatus.Ready)]
    [InlineData("reset", EnvironmentStatus.Ready)]
    [InlineData("scale", EnvironmentStatus.Ready)]
    [InlineData("terminate", EnvironmentStatus.Terminated)]
    public async Task A_verb_that_was_cut_off_at_any_commit_is_brought_to_a_state_that_is_true(string verb, EnvironmentStatus end)
    {
        foreach (bool afterIt in new[] { false, true })
        {
            int died = 0;
            for (bool dies = true; dies;)
            {
                await using EnvironmentManager maker = Create(_processes.Start());
                EnvironmentSnapshot environment = await maker.ProvisionAsync(Specs.Shop()).Soon();
                if (verb == "start")
                {
                    await maker.StopAsync(environment.Id).Soon();
                }

                FakeProcesses.FakeProcess process = _processes.Start();
                MortalStore store = new(_shared) { DiesAtCommit = died + 1, DiesAfterIt = afterIt };
                EnvironmentManager dying = Create(process, store);
                await AskAsync(dying, verb, environment.Id).ContinueWith(_ => { }, TaskScheduler.Default).Soon();
                process.End();
                dies = store.IsDead;
                died += dies ? 1 : 0;
                await using EnvironmentManager other = Create(_processes.Start());

                RecoveryReport report = await other.RecoverAsync().Soon();

                report.Undecided.Should().BeEmpty();
                EnvironmentSnapshot after = (await other.FindAsync(environment.Id))!;
                bool neverBegan = report.Recovered.Count == 0 && after.Version == (await maker.EventsAsync(environment.Id)).Count && died == 1 && !afterIt;
                after.Status.Should().Be(neverBegan ? environment.Status == EnvironmentStatus.Ready && verb == "start" ? EnvironmentStatus.Stopped : EnvironmentStatus.Ready : end, $"it died at commit {died}: {report}");
                after.Components.Should().OnlyContain(component => component.Unfinished == null);
                (_platform.Find(environment.Id, ComponentName.Service("api"))?.Spec as ServiceSpec)?.Replicas.Should().Be(after.Spec.Services[0].Replicas, $"it died at commit {died}");
                await IsTrueAsync(other);
                await other.TerminateAsync(environment.Id).Soon();
                _platform.IsEmpty.Should().BeTrue();
            }

            died.Should().BeGreaterThanOrEqualTo(verb == "scale" ? 2 : 3);
        }
    }

    [Theory]
    [InlineData("stop", EnvironmentStatus.Stopping)]
    [InlineData("start", EnvironmentStatus.Starting)]
    [InlineData("terminate", EnvironmentStatus.Terminating)]
    public async Task A_verb_on_what_a_dead_process_left_on_its_way_is_refused_with_the_word_that_helps(string cutOff, EnvironmentStatus left)
    {
        await using EnvironmentManager maker = Create(_processes.Start());
        EnvironmentSnapshot environment = await maker.ProvisionAsync(Specs.Shop()).Soon();
        if (cutOff == "start")
        {
            await maker.StopAsync(environment.Id).Soon();
        }

        FakeProcesses.FakeProcess process = _processes.Start();
        await AskAsync(Create(process, new MortalStore(_shared) { DiesAtCommit = 1, DiesAfterIt = true }), cutOff, environment.Id).ContinueWith(_ => { }, TaskScheduler.Default).Soon();
        process.End();
        await using EnvironmentManager other = Create(_processes.Start());

        foreach (string verb in new[] { "stop", "start", "restart", "reset", "scale" })
        {
            InvalidEnvironmentStateException refused = (await FluentActions.Awaiting(() => AskAsync(other, verb, environment.Id).Soon()).Should().ThrowAsync<InvalidEnvironmentStateException>()).Which;
            refused.Status.Should().Be(left);
            refused.Message.Should().EndWith("Allowed: Terminate. Whoever began that has left it unfinished: IEnvironmentManager.RecoverAsync finishes it or takes it back, and afterwards more is allowed.");
        }

        RecoveryReport report = await other.RecoverAsync().Soon();
        report.Recovered.Should().ContainSingle("it does what the message says");
        report.ToString().Should().StartWith("1 environment recovered, 0 not.");
        await other.TerminateAsync(environment.Id).Soon();
        InvalidEnvironmentStateException ended = (await FluentActions.Awaiting(() => AskAsync(other, "stop", environment.Id).Soon()).Should().ThrowAsync<InvalidEnvironmentStateException>()).Which;
        ended.Message.Should().EndWith("Allowed: nothing: it has ended.", "recovery does not help there");
    }

    [Fact]
    public async Task What_was_opened_by_a_process_that_is_gone_is_terminated_and_what_was_provisioned_is_kept()
    {
        FakeProcesses.FakeProcess process = _processes.Start();
        EnvironmentManager gone = Create(process);
        TestEnvironment opened = await gone.OpenAsync(Specs.Shop("opened")).Soon();
        EnvironmentSnapshot provisioned = await gone.ProvisionAsync(Specs.Shop("provisioned")).Soon();
        await using EnvironmentManager other = Create(_processes.Start());
        (await other.RecoverAsync().Soon()).Recovered.Should().BeEmpty("its process lives");

        process.End();
        RecoveryReport report = await other.RecoverAsync().Soon();

        report.Recovered.Should().ContainSingle().Which.Reason.Should().Contain("process 1 on here, to which it belonged, is gone");
        (await other.FindAsync(opened.Id))!.Status.Should().Be(EnvironmentStatus.Terminated);
        (await other.FindAsync(provisioned.Id))!.Status.Should().Be(EnvironmentStatus.Ready);
        _platform.Components.Should().OnlyContain(component => component.Marks.EnvironmentId == provisioned.Id);
    }

    [Fact]
    public async Task Why_provisioning_had_failed_is_still_said_where_the_process_died_as_it_rolled_back()
    {
        int seen = 0;
        for (int commit = 2; ; commit++)
        {
            _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Provision, Component = ComponentName.Service("ui"), Error = "its image is not there" });
            FakeProcesses.FakeProcess process = _processes.Start();
            MortalStore store = new(_shared) { DiesAtCommit = commit, DiesAfterIt = true };
            await FluentActions.Awaiting(() => Create(process, store).ProvisionAsync(Specs.Shop()).Soon()).Should().ThrowAsync<Exception>();
            process.End();
            if (!store.IsDead)
            {
                break;
            }

            _platform.Faults = new InMemoryFaultScript();
            await using EnvironmentManager other = Create(_processes.Start());
            foreach (RecoveredEnvironment recovered in (await other.RecoverAsync().Soon()).Recovered)
            {
                List<EnvironmentEvent> events = await other.EventsAsync(recovered.Id);
                if (events.OfType<StepFailed>().Any(failed => failed.Action == StepAction.Provision))
                {
                    events.OfType<ProvisioningFailed>().Last().Error.Should().Contain("service/ui").And.Contain("its image is not there").And.Contain("it was left Provisioning");
                    seen++;
                }
            }
        }

        seen.Should().BeGreaterThan(2);
    }

    [Fact]
    public async Task What_cannot_outlive_its_process_is_ended_with_it()
    {
        _platform.OutlivesProcess = false;
        FakeProcesses.FakeProcess process = _processes.Start();
        EnvironmentSnapshot environment = await Create(process).ProvisionAsync(Specs.Shop()).Soon();
        process.End();
        await using EnvironmentManager other = Create(_processes.Start());

        await other.RecoverAsync().Soon();

        (await other.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Terminated);
    }

    [Fact]
    public async Task An_environment_of_a_provider_that_is_not_registered_is_kept_and_the_report_says_so()
    {
        await DieAsync(commit: 5, afterIt: true, Specs.Shop());
        await using EnvironmentManager stranger = EnvironmentManager.Create(environments => environments.UseStore(_shared).UseProcessInspector(_processes.Start()));

        RecoveryReport report = await stranger.RecoverAsync().Soon();

        report.Undecided.Should().ContainSingle().Which.Value.Should().Contain("provider 'in-memory', which is not registered here");
        (await stranger.QueryAsync(new EnvironmentQuery()).SingleAsync()).Status.Should().Be(EnvironmentStatus.Provisioning, "it was not touched");
        EnvironmentHealth health = await stranger.CheckHealthAsync(report.Undecided.Keys.Single());
        health.Verdict.Should().Be(HealthVerdict.Unknown);
        health.Undecided.Should().Contain("it was left Provisioning, and nobody operates on it: recover it");
        health.ToString().Should().Contain(health.Undecided);
    }

    [Fact]
    public async Task A_restart_that_failed_is_left_to_healing_and_not_taken_for_unfinished()
    {
        await using EnvironmentManager manager = Create(_processes.Start());
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Start, Error = "it exits" });
        await FluentActions.Awaiting(() => manager.RestartAsync(environment.Id, ComponentName.Service("api")).Soon()).Should().ThrowAsync<EnvironmentException>();
        (await manager.FindAsync(environment.Id))!.Find(ComponentName.Service("ui"))!.State.Should().Be(ComponentState.Stopped, "it needs the api");

        RecoveryReport report = await manager.RecoverAsync().Soon();

        report.Recovered.Should().BeEmpty();
        report.Undecided.Should().BeEmpty();
        (await manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Ready, "a monitor heals only what is up");
    }

    [Fact]
    public async Task What_cannot_be_destroyed_is_reported_and_kept_and_the_next_clean_up_can_try_again()
    {
        await DieAsync(commit: 5, afterIt: true, Specs.Shop());
        await using EnvironmentManager other = Create(_processes.Start());
        InMemoryFaultScript faults = new(new InMemoryFault { Call = InMemoryCall.Destroy, Error = "the platform refuses" });
        _platform.Faults = faults;

        RecoveryReport report = await other.RecoverAsync().Soon();

        report.Recovered.Should().BeEmpty();
        (EnvironmentId id, string undecided) = report.Undecided.Should().ContainSingle().Subject;
        EnvironmentSnapshot kept = (await other.FindAsync(id))!;
        kept.Status.Should().Be(EnvironmentStatus.Failed);
        string failed = $"it has failed, and of {string.Join(", ", kept.Left)} there may be something on a platform (";
        undecided.Should().StartWith("'shop': ").And.Contain($", and nobody operates on it; {failed}").And.Contain("the platform refuses").And.EndWith("): terminate it");
        report.ToString().Should().StartWith("0 environments recovered, 1 not.").And.Contain(undecided);
        faults.Clear();
        for (int again = 0; again < 2; again++)
        {
            RecoveryReport next = await other.RecoverAsync().Soon();
            next.Recovered.Should().BeEmpty();
            next.Undecided.Should().ContainKey(id).WhoseValue.Should().StartWith($"'shop': {failed}", "each recovery names what waits for a decision").And.Contain("the platform refuses").And.EndWith("): terminate it");
        }

        (await other.CheckHealthAsync(id)).Undecided.Should().StartWith(failed).And.EndWith("): terminate it");
        SweepReport sweep = await other.SweepAsync(new SweepOptions { DryRun = true, Grace = TimeSpan.Zero });
        sweep.Items.Should().NotBeEmpty().And.OnlyContain(item => item.Outcome == SweepOutcome.Kept && item.Reason.Contains("it has failed", StringComparison.Ordinal));
        await other.TerminateAsync(id).Soon();
        (await other.CheckHealthAsync(id)).Undecided.Should().BeNull();
        (await other.RecoverAsync().Soon()).Undecided.Should().BeEmpty();
        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task A_token_given_to_a_recovery_ends_the_wait_for_what_is_destroyed_and_not_the_work()
    {
        await DieAsync(commit: 7, afterIt: true, Specs.Shop());
        FakeTimeProvider time = new();
        EventRecorder events = new();
        await using EnvironmentManager other = EnvironmentManager.Create(environments => environments
            .UseInMemory(_platform).UseStore(_shared).UseProcessInspector(_processes.Start()).UseTimeProvider(time).Configure(options => options.AllowVolatileStore = true));
        using IDisposable subscription = other.Events.Subscribe(events);
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Destroy, Delay = TimeSpan.FromMinutes(1) });
        using CancellationTokenSource caller = new();
        Task<RecoveryReport> recovering = other.RecoverAsync(caller.Token);
        await events.WaitForAsync<StepIntended>(intended => intended.Action == StepAction.Destroy);

        await caller.CancelAsync();

        await FluentActions.Awaiting(() => recovering.Soon()).Should().ThrowAsync<OperationCanceledException>()
            .WithMessage("Waiting for the recovery of environment 'shop' (*) was cancelled: what is left of it is destroyed in this process still; where that ends before, TerminateAsync or RecoverAsync of any process finishes it.");
        _platform.IsEmpty.Should().BeFalse();
        await time.RunToEndAsync(events.WaitForAsync<ProvisioningFailed>());
        _platform.IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_cannot_be_looked_at_is_provisioned_again_and_not_twice(bool hangs)
    {
        await DieAsync(commit: 7, afterIt: true, Specs.Shop() with { OnInterruption = InterruptionPolicy.Resume });
        int before = _platform.Components.Count;
        FakeTimeProvider time = new();
        await using EnvironmentManager other = EnvironmentManager.Create(environments => environments
            .UseInMemory(_platform).UseStore(_shared).UseProcessInspector(_processes.Start()).UseTimeProvider(time).Configure(options => options.AllowVolatileStore = true));
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Observe, Times = 1, Hangs = hangs, Error = hangs ? null : "the platform refuses" });

        RecoveryReport report = await time.RunToEndAsync(other.RecoverAsync());

        report.Undecided.Should().BeEmpty();
        report.Recovered.Should().ContainSingle().Which.Status.Should().Be(EnvironmentStatus.Ready);
        before.Should().BePositive();
        _platform.Components.Select(component => component.Name).Should().OnlyHaveUniqueItems().And.HaveCount((await other.FindAsync(report.Recovered[0].Id))!.Components.Length);
    }

    private static Task AskAsync(EnvironmentManager manager, string verb, EnvironmentId id) => verb switch
    {
        "stop" => manager.StopAsync(id),
        "start" => manager.StartAsync(id),
        "restart" => manager.RestartAsync(id, ComponentName.Service("api")),
        "reset" => manager.ResetAsync(id),
        "scale" => manager.ScaleAsync(id, ComponentName.Service("api"), 3),
        _ => manager.TerminateAsync(id),
    };

    /// <summary>Provisions in a process that dies at a commit.</summary>
    /// <returns>Whether it has died.</returns>
    private async Task<bool> DieAsync(int commit, bool afterIt, EnvironmentSpec spec)
    {
        FakeProcesses.FakeProcess process = _processes.Start();
        MortalStore store = new(_shared) { DiesAtCommit = commit, DiesAfterIt = afterIt };
        EnvironmentManager dying = Create(process, store);
        EnvironmentSnapshot? made = await dying.ProvisionAsync(spec).ContinueWith(task => task.IsCompletedSuccessfully ? task.Result : null, TaskScheduler.Default).Soon();
        process.End();
        if (!store.IsDead)
        {
            await Create(_processes.Start()).TerminateAsync(made!.Id).Soon();
        }

        return store.IsDead;
    }

    /// <summary>Journals are free of gaps, and what the store says of an environment is what its journal says.</summary>
    private static async Task IsTrueAsync(EnvironmentManager manager)
    {
        foreach (EnvironmentSnapshot environment in await manager.QueryAsync(new EnvironmentQuery()).ToListAsync())
        {
            List<EnvironmentEvent> events = await manager.EventsAsync(environment.Id);
            Assertions.IsGapFree(events);
            environment.Version.Should().Be(events[^1].Sequence);
        }

        (await manager.ListLeasesAsync().ToListAsync()).Should().BeEmpty("who held one is gone or done");
    }

    private EnvironmentManager Create(IProcessInspector process, IEnvironmentStore? store = null) => EnvironmentManager.Create(environments => environments
        .UseInMemory(_platform)
        .UseStore(store ?? _shared)
        .UseProcessInspector(process)
        .Configure(options => options.AllowVolatileStore = true));
}

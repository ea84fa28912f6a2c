using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Health;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Creation")]
public sealed class TimeoutTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedProvider<ServiceSpec> _services = new();
    private readonly TaskCompletionSource _returns = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_step_that_takes_longer_than_its_timeout_is_cancelled_and_named()
    {
        _services.OnProvision = (context, cancellationToken) => context.Component.Name == "b" ? Forever(cancellationToken) : Task.CompletedTask;
        await using EnvironmentManager manager = Create();

        EnvironmentException error = await FailAsync(manager.ProvisionAsync(Graph.Of("a", "b: a")));

        StepFailure failure = error.Failures.Should().ContainSingle().Which;
        failure.Component.Name.Should().Be("b");
        failure.TimedOut.Should().BeTrue();
        failure.Error.Should().Contain("longer than its timeout of 00:00:30");
        failure.LastState.Should().Be("absent");
        error.Left.Should().BeEmpty();
    }

    [Fact]
    public async Task A_step_whose_time_is_up_while_it_waits_to_be_ready_says_what_the_last_probe_said()
    {
        ScriptedChecker checker = ScriptedChecker.Answers(_ => HealthProbeResult.Fail("answered 503"));
        EnvironmentSpec spec = Graph.Of("a");
        spec = spec with { Services = [spec.Services[0] with { HealthCheck = new HealthCheckSpec(ScriptedChecker.Type) { StartupTimeout = TimeSpan.FromMinutes(5) } }] };
        await using EnvironmentManager manager = Create(checkers: checker);

        EnvironmentException error = await FailAsync(manager.ProvisionAsync(spec));

        StepFailure failure = error.Failures.Should().ContainSingle().Which;
        failure.Should().Match<StepFailure>(it => it.TimedOut && it.LastProbe == "answered 503" && it.Details == null);
        failure.Error.Should().Contain("longer than its timeout of 00:00:30");
        error.Message.Should().Contain("last probe: answered 503");
    }

    [Fact]
    public async Task A_components_own_timeout_goes_before_the_options()
    {
        _services.OnProvision = (_, cancellationToken) => Forever(cancellationToken);
        EnvironmentSpec spec = Graph.Of("a");
        await using EnvironmentManager manager = Create();

        EnvironmentException error = await FailAsync(manager.ProvisionAsync(spec with { Services = [spec.Services[0] with { StepTimeout = TimeSpan.FromSeconds(2) }] }));

        error.Failures[0].Error.Should().Contain("00:00:02");
    }

    [Fact]
    [Trait("Category", "Termination")]
    public async Task A_components_own_timeout_for_making_it_cuts_neither_its_stop_nor_its_end_short()
    {
        _services.OnStop = (_, cancellationToken) => Task.Delay(TimeSpan.FromSeconds(10), _time, cancellationToken);
        _services.OnDestroy = (_, cancellationToken) => Task.Delay(TimeSpan.FromSeconds(10), _time, cancellationToken);
        EnvironmentSpec spec = Graph.Of("a");
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(spec with { Services = [spec.Services[0] with { StepTimeout = TimeSpan.FromSeconds(2) }] });

        await _time.RunToEndAsync(manager.StopAsync(made.Id));
        await _time.RunToEndAsync(manager.TerminateAsync(made.Id));

        (await manager.FindAsync(made.Id))!.Status.Should().Be(EnvironmentStatus.Terminated);
    }

    [Fact]
    public async Task The_time_limits_of_a_provider_that_has_its_own_go_before_the_options()
    {
        SlowProvider slow = new() { OnProvision = (_, _) => _returns.Task };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(slow).UseTimeProvider(_time).Configure(options => options.StepTimeout = TimeSpan.FromSeconds(30)));
        DateTimeOffset began = _time.GetUtcNow();

        EnvironmentException error = await FailAsync(manager.ProvisionAsync(Graph.Of("a") with { Timeout = TimeSpan.FromMinutes(10) }));

        error.Failures[0].Error.Should().Contain("longer than its timeout of 00:02:00").And.Contain("in doubt");
        (_time.GetUtcNow() - began).Should().BeGreaterThanOrEqualTo(slow.StepTimeout + slow.CancellationGrace);
        _returns.SetResult();
    }

    [Fact]
    public async Task When_the_environments_own_time_is_up_the_error_names_what_was_at_work()
    {
        _services.OnProvision = (context, cancellationToken) => context.Component.Name == "b" ? Forever(cancellationToken) : Task.CompletedTask;
        await using EnvironmentManager manager = Create();

        EnvironmentException error = await FailAsync(manager.ProvisionAsync(Graph.Of("a", "b: a", "c: b") with { Timeout = TimeSpan.FromSeconds(20) }));

        error.Message.Should().Contain("it took longer than its timeout of 00:00:20").And.Contain("Not done because of that: service/c");
        StepFailure failure = error.Failures.Should().ContainSingle("a timeout never leaves its reader in the dark").Which;
        failure.Component.Name.Should().Be("b");
        failure.TimedOut.Should().BeTrue();
        failure.Path.Select(component => component.Name).Should().Equal("a", "b");
        _services.Existing.Should().BeEmpty();
    }

    [Fact]
    [Trait("Category", "Termination")]
    public async Task A_call_that_takes_no_notice_of_its_timeout_leaves_its_component_in_doubt_until_it_returns()
    {
        _services.OnProvision = (context, _) => context.Component.Name == "deaf" ? _returns.Task : Task.CompletedTask;
        await using EnvironmentManager manager = Create();

        EnvironmentException error = await FailAsync(manager.ProvisionAsync(Graph.Of("a", "deaf: a")));

        error.Failures[0].Error.Should().Contain("has not returned");
        error.Left.Should().Equal(ComponentName.Service("deaf"));
        error.Message.Should().Contain("Left: service/deaf").And.Contain("Terminate the environment");
        EnvironmentId id = error.EnvironmentId!.Value;
        EnvironmentSnapshot failed = (await manager.FindAsync(id))!;
        failed.Status.Should().Be(EnvironmentStatus.Failed);
        failed.IsActive.Should().BeTrue();
        failed.Find(ComponentName.Service("deaf"))!.State.Should().Be(ComponentState.InDoubt);

        EnvironmentException stillLeft = await FailAsync(manager.TerminateAsync(id));
        stillLeft.Left.Should().Equal(ComponentName.Service("deaf"));
        (await manager.FindAsync(id))!.Status.Should().Be(EnvironmentStatus.Failed, "it is not Terminated while a call on it is at work");
        _services.Calls.Should().NotContain("destroy service/deaf", "its destruction counts only after the call has returned");

        Task<EnvironmentSnapshot> terminating = manager.TerminateAsync(id);
        _returns.SetResult(); // and only now the thing is made
        EnvironmentSnapshot terminated = await terminating.Soon();

        terminated.Status.Should().Be(EnvironmentStatus.Terminated);
        _services.Calls.Should().ContainInOrder("provision service/deaf", "destroy service/deaf");
        _services.Existing.Should().BeEmpty();
    }

    [Fact]
    [Trait("Category", "Termination")]
    public async Task What_returns_after_its_time_begins_nothing_more()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();
        int looks = 0;
        _services.OnObserve = (_, _) => Interlocked.Increment(ref looks) == 1 ? _returns.Task : Task.CompletedTask;

        EnvironmentException error = await FailAsync(manager.TerminateAsync(environment.Id));
        error.Failures[0].Error.Should().Contain("has not returned");
        Task<EnvironmentSnapshot> terminating = manager.TerminateAsync(environment.Id);
        _returns.SetResult();

        (await terminating.Soon()).Status.Should().Be(EnvironmentStatus.Terminated);
        _services.Calls.Should().Equal("provision service/a", "destroy service/a");
    }

    [Fact]
    public async Task A_call_that_comes_back_within_its_grace_is_not_in_doubt()
    {
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _services.OnProvision = async (_, cancellationToken) =>
        {
            await using CancellationTokenRegistration registration = cancellationToken.Register(told.SetResult);
            await told.Task;
            throw new OperationCanceledException(cancellationToken);
        };
        await using EnvironmentManager manager = Create(grace: TimeSpan.FromMinutes(10));

        Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(Graph.Of("a"));
        await _time.RunToEndAsync(told.Task);

        // From here on no time passes: only the call's return ends the wait.
        Func<Task> waiting = () => provisioning.Soon();
        EnvironmentException error = (await waiting.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Left.Should().BeEmpty();
        error.Failures[0].Error.Should().Contain("longer than its timeout").And.NotContain("has not returned");
    }

    [Fact]
    public async Task A_provider_that_blocks_its_thread_neither_holds_up_others_nor_escapes_its_timeout()
    {
        using ManualResetEventSlim unblock = new();
        EventRecorder events = new();
        _services.OnProvision = (context, _) =>
        {
            if (context.Component.Name == "blocks")
            {
                unblock.Wait(CancellationToken.None); // deaf on purpose
            }

            return Task.CompletedTask;
        };
        await using EnvironmentManager manager = Create();
        using IDisposable subscription = manager.Events.Subscribe(events);

        Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(Graph.Of("blocks", "a", "b: a"));
        await events.WaitForAsync<ComponentProvisioned>(made => made.Component.Name == "b");
        EnvironmentException error = await FailAsync(provisioning);

        error.Failures.Should().ContainSingle().Which.TimedOut.Should().BeTrue();
        error.Left.Should().Equal(ComponentName.Service("blocks"));
        unblock.Set();
        (await manager.TerminateAsync(error.EnvironmentId!.Value).Soon()).Status.Should().Be(EnvironmentStatus.Terminated);
        _services.Existing.Should().BeEmpty();
    }

    [Fact]
    public async Task A_provider_whose_cancellation_callback_blocks_or_throws_hurts_only_itself()
    {
        using ManualResetEventSlim unblock = new();
        _services.OnProvision = async (context, cancellationToken) =>
        {
            await using CancellationTokenRegistration registration = context.Component.Name switch
            {
                "blocks" => cancellationToken.Register(unblock.Wait),
                "throws" => cancellationToken.Register(() => throw new InvalidOperationException("from a callback")),
                _ => default,
            };
            await Forever(cancellationToken);
        };
        await using EnvironmentManager manager = Create();

        EnvironmentException error = await FailAsync(manager.ProvisionAsync(Graph.Of("blocks", "throws", "fine")));

        error.Failures.Should().NotBeEmpty();
        error.Left.Should().NotContain(ComponentName.Service("fine"));
        unblock.Set();
        (await _time.RunToEndAsync(manager.TerminateAsync(error.EnvironmentId!.Value))).Status.Should().Be(EnvironmentStatus.Terminated);
    }

    [Fact]
    [Trait("Category", "Termination")]
    public async Task A_component_that_is_looked_at_after_its_timeout_does_not_hold_the_error_back()
    {
        _services.OnProvision = (_, cancellationToken) => Forever(cancellationToken);
        int looks = 0;
        _services.OnObserve = (_, _) => Interlocked.Increment(ref looks) == 1 ? _returns.Task : Task.CompletedTask;
        await using EnvironmentManager manager = Create();

        EnvironmentException error = await FailAsync(manager.ProvisionAsync(Graph.Of("a")));

        error.Failures[0].LastState.Should().StartWith("could not be observed");
        error.Left.Should().BeEmpty();
        _returns.SetResult();
    }

    private sealed class SlowProvider : ScriptedProvider<ServiceSpec>, ITimeLimitProvider
    {
        public TimeSpan StepTimeout => TimeSpan.FromMinutes(2);

        public TimeSpan CancellationGrace => TimeSpan.FromMinutes(1);
    }

    private static Task Forever(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    private async Task<EnvironmentException> FailAsync(Task work)
    {
        Func<Task> waiting = () => _time.RunToEndAsync(work);
        return (await waiting.Should().ThrowAsync<EnvironmentException>()).Which;
    }

    private EnvironmentManager Create(TimeSpan? grace = null, params IReadOnlyList<IHealthChecker> checkers) => EnvironmentManager.Create(environments =>
    {
        environments.AddProvider(_services).UseTimeProvider(_time).Configure(options =>
        {
            options.StepTimeout = TimeSpan.FromSeconds(30);
            options.CancellationGrace = grace ?? TimeSpan.FromSeconds(5);
            options.TeardownTimeout = TimeSpan.FromHours(1);
        });
        foreach (IHealthChecker checker in checkers)
        {
            environments.AddHealthChecker(checker);
        }
    });
}

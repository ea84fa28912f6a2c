using Lumina.Environments.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Health;

[Trait("Category", "Health")]
public sealed class ReadinessGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_component_without_a_check_is_ready_at_once()
    {
        ReadinessGate gate = Gate(ScriptedChecker.NeverAnswers());

        Wait(new ServiceSpec("api")).Should().Be(TaskStatus.RanToCompletion);
        Wait(new DatabaseSpec("orders", DatabaseType.PostgreSql)).Should().Be(TaskStatus.RanToCompletion, "no checker for the engine is registered");

        TaskStatus Wait(ComponentSpec spec) => gate.WaitUntilReadyAsync(spec, ComponentOutputs.Empty, exit: null, hasWritten: null, observe: null, CancellationToken.None).AsTask().Status;
    }

    [Fact]
    public async Task What_runs_once_has_ended_when_it_is_ready_and_is_not_looked_for()
    {
        ServiceSpec once = new("migrate") { Run = ServiceRun.Once, HealthCheck = HealthCheckSpec.Presence() };

        await Gate().WaitUntilReadyAsync(once, ComponentOutputs.Empty, exit: null, hasWritten: null, _ => throw new InvalidOperationException("nobody looks"), CancellationToken.None);
    }

    [Fact]
    public async Task A_presence_that_is_asked_for_is_waited_for_while_the_platform_does_not_answer()
    {
        int looks = 0;
        ServiceSpec queue = new("queue") { HealthCheck = HealthCheckSpec.Presence() };

        await _time.RunAsync(Gate().WaitUntilReadyAsync(queue, ComponentOutputs.Empty, exit: null, hasWritten: null, Look, CancellationToken.None).AsTask());

        looks.Should().Be(3);

        ValueTask<ComponentPresence> Look(CancellationToken cancellationToken) => ++looks switch
        {
            1 => throw new ProviderException("too many requests"),
            2 => ValueTask.FromResult(ComponentPresence.Absent),
            _ => ValueTask.FromResult(ComponentPresence.Running(marks: null)),
        };
    }

    [Fact]
    public async Task A_database_is_checked_by_its_engine_where_a_checker_is_registered()
    {
        ScriptedChecker engine = ScriptedChecker.Answers(probe => probe < 3 ? HealthProbeResult.Fail("starting up") : HealthProbeResult.Pass("ok"), HealthCheckType.Engine);

        await _time.RunAsync(Gate(engine).WaitUntilReadyAsync(new DatabaseSpec("orders", DatabaseType.PostgreSql), ComponentOutputs.Empty, exit: null, hasWritten: null, observe: null, CancellationToken.None).AsTask());

        engine.Probes.Should().Be(3);
    }

    [Fact]
    public async Task One_that_answers_at_its_third_try_is_ready()
    {
        ScriptedChecker checker = ScriptedChecker.Answers(probe => probe < 3 ? HealthProbeResult.Fail("answered 503") : HealthProbeResult.Pass("answered 200"));
        DateTimeOffset began = _time.GetUtcNow();

        await _time.RunAsync(WaitAsync(checker, new(ScriptedChecker.Type)));

        checker.Probes.Should().Be(3);
        (_time.GetUtcNow() - began).Should().BeLessThan(TimeSpan.FromMilliseconds(50), "at the start probes follow each other after 10 ms and 15 ms");
    }

    [Fact]
    public async Task Probes_slow_down_to_the_interval()
    {
        List<TimeSpan> at = [];
        DateTimeOffset began = _time.GetUtcNow();
        ScriptedChecker checker = ScriptedChecker.Answers(_ =>
        {
            at.Add(_time.GetUtcNow() - began);
            return HealthProbeResult.Fail("no");
        });

        Task waiting = WaitAsync(checker, new(ScriptedChecker.Type) { Interval = TimeSpan.FromMilliseconds(100), StartupTimeout = TimeSpan.FromSeconds(2) });
        await FluentActions.Awaiting(() => _time.RunAsync(waiting, TimeSpan.FromMilliseconds(1))).Should().ThrowAsync<ComponentNotReadyException>();

        at.Zip(at.Skip(1), (a, b) => (b - a).TotalMilliseconds).Take(8).Should().Equal(10, 15, 22, 33, 50, 75, 100, 100);
    }

    [Fact]
    public async Task Passes_count_only_in_a_row()
    {
        ScriptedChecker checker = ScriptedChecker.Answers(probe => probe == 3 ? HealthProbeResult.Fail("answered 500") : HealthProbeResult.Pass("answered 200"));

        await _time.RunAsync(WaitAsync(checker, new(ScriptedChecker.Type) { HealthyThreshold = 3 }));

        checker.Probes.Should().Be(6, "two passes before the failure do not count");
    }

    [Fact]
    public async Task One_that_is_never_ready_is_named_with_its_last_answer()
    {
        ScriptedChecker checker = ScriptedChecker.Answers(_ => HealthProbeResult.Fail("answered 503 on GET http://127.0.0.1:1234/health"));
        Task waiting = WaitAsync(checker, new(ScriptedChecker.Type) { StartupTimeout = TimeSpan.FromSeconds(30), Interval = TimeSpan.FromSeconds(5) });

        ComponentNotReadyException error = (await FluentActions.Awaiting(() => _time.RunAsync(waiting)).Should().ThrowAsync<ComponentNotReadyException>()).Which;

        error.Message.Should().Be(
            $"service/api: answered 503 on GET http://127.0.0.1:1234/health at probe {checker.Probes} after 30 s; it may take 30 s to be ready (healthCheck.startupTimeout).");
        error.LastProbe.Should().Be("answered 503 on GET http://127.0.0.1:1234/health");
        error.Probes.Should().Be(checker.Probes);
        error.Elapsed.Should().BeCloseTo(TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(10));
        error.Exit.Should().BeNull();
    }

    [Fact]
    public async Task One_that_waiting_does_not_mend_ends_the_wait_at_once()
    {
        ScriptedChecker checker = ScriptedChecker.Answers(probe => HealthProbeResult.Fail("the password is wrong") with { IsFinal = probe == 2 });

        ComponentNotReadyException error = (await FluentActions.Awaiting(() => _time.RunAsync(WaitAsync(checker, new(ScriptedChecker.Type)))).Should().ThrowAsync<ComponentNotReadyException>()).Which;

        error.Message.Should().MatchRegex("^service/api: the password is wrong at probe 2 after .*, which waiting does not mend\\.$");
        checker.Probes.Should().Be(2);
    }

    [Fact]
    public async Task A_probe_that_ignores_its_token_is_left_behind_when_its_time_is_over()
    {
        ScriptedChecker checker = ScriptedChecker.NeverAnswers();
        Task waiting = WaitAsync(checker, new(ScriptedChecker.Type) { Timeout = TimeSpan.FromSeconds(2), StartupTimeout = TimeSpan.FromSeconds(7) });

        ComponentNotReadyException error = (await FluentActions.Awaiting(() => _time.RunAsync(waiting)).Should().ThrowAsync<ComponentNotReadyException>()).Which;

        error.LastProbe.Should().Be("no answer within 2 s to the script", "the last probe, cut short by the end of the wait, says less");
        error.Probes.Should().Be(4);
        error.Elapsed.Should().BeCloseTo(TimeSpan.FromSeconds(7), TimeSpan.FromMilliseconds(10));
        checker.Tokens.Should().OnlyContain(token => token.IsCancellationRequested, "a probe that was left behind is told so");
    }

    [Fact]
    public async Task One_that_exits_ends_the_wait_at_once()
    {
        TaskCompletionSource<ComponentExit> exit = new();
        ScriptedChecker checker = new(async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
            return HealthProbeResult.Pass("never");
        });
        Task waiting = WaitAsync(checker, new(ScriptedChecker.Type), _ => exit.Task);
        _time.Advance(TimeSpan.FromMilliseconds(1200));

        exit.SetResult(new ComponentExit("exited with code 134") { LastLogLines = ["Unhandled exception", "core dumped"] });

        ComponentNotReadyException error = (await FluentActions.Awaiting(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System)).Should().ThrowAsync<ComponentNotReadyException>()).Which;
        error.Message.Should().Be("service/api: exited with code 134 after 1.2 s, before its health check passed.");
        error.LastLogLines.Should().Equal("Unhandled exception", "core dumped");
        error.Exit!.Reason.Should().Be("exited with code 134");
    }

    [Fact]
    public async Task One_that_passes_and_exits_is_not_ready()
    {
        TaskCompletionSource<HealthProbeResult> answer = new();
        ScriptedChecker checker = new((_, _) => new ValueTask<HealthProbeResult>(answer.Task));
        Task waiting = WaitAsync(checker, new(ScriptedChecker.Type), _ =>
        {
            answer.SetResult(HealthProbeResult.Pass("another process answered on its port"));
            return Task.FromResult(new ComponentExit("exited with code 1"));
        });

        (await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<ComponentNotReadyException>()).Which.Exit.Should().NotBeNull();
    }

    [Fact]
    public async Task A_watch_for_the_exit_that_fails_leaves_the_decision_to_the_probes()
    {
        ScriptedChecker checker = ScriptedChecker.Answers(probe => probe < 3 ? HealthProbeResult.Fail("no") : HealthProbeResult.Pass("yes"));

        await _time.RunAsync(WaitAsync(checker, new(ScriptedChecker.Type), _ => throw new InvalidOperationException("cannot tell")));

        checker.Probes.Should().Be(3);
    }

    [Fact]
    public async Task An_error_of_a_checker_is_a_failed_probe()
    {
        ScriptedChecker checker = new((probe, _) => probe < 2 ? throw new InvalidOperationException("The driver is confused.") : ValueTask.FromResult(HealthProbeResult.Fail("no")));
        Task waiting = WaitAsync(checker, new(ScriptedChecker.Type) { StartupTimeout = TimeSpan.FromMilliseconds(5) });

        (await FluentActions.Awaiting(() => _time.RunAsync(waiting)).Should().ThrowAsync<ComponentNotReadyException>())
            .Which.LastProbe.Should().Be("The driver is confused on the script");
    }

    [Fact]
    public async Task Cancelling_the_wait_is_a_cancellation_and_not_a_failure()
    {
        using CancellationTokenSource cancellation = new();
        Task waiting = Gate(ScriptedChecker.NeverAnswers())
            .WaitUntilReadyAsync(Spec(new(ScriptedChecker.Type)), ComponentOutputs.Empty, _ => new TaskCompletionSource<ComponentExit>().Task, hasWritten: null, observe: null, cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_check_that_no_checker_can_do_says_so_at_once()
    {
        Func<Task> waiting = () => Gate().WaitUntilReadyAsync(Spec(new(new HealthCheckType("smtp"))), ComponentOutputs.Empty, exit: null, hasWritten: null, observe: null, CancellationToken.None).AsTask();

        await waiting.Should().ThrowAsync<ComponentNotReadyException>()
            .WithMessage("service/api: no registered checker can do a health check of type 'smtp'; register an IHealthChecker that can, or use http or tcp.");
    }

    private ReadinessGate Gate(params IHealthChecker[] checkers) => new(checkers, _time);

    private Task WaitAsync(IHealthChecker checker, HealthCheckSpec check, Func<CancellationToken, Task<ComponentExit>>? exit = null) =>
        Gate(checker).WaitUntilReadyAsync(Spec(check), ComponentOutputs.Empty, exit, hasWritten: null, observe: null, CancellationToken.None).AsTask();

    private static ServiceSpec Spec(HealthCheckSpec check) => new("api") { HealthCheck = check };
}

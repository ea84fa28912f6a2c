using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Health;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Creation")]
public sealed class RetryTests
{
    private static readonly ComponentName Api = ComponentName.Service("api");

    private readonly InMemoryPlatform _platform = new();

    [Fact]
    public async Task What_a_provider_calls_transient_is_tried_again_and_each_failed_attempt_is_an_event()
    {
        Play(new InMemoryFault { Component = Api, Call = InMemoryCall.Provision, Error = "busy", IsTransient = true, Times = 2 });
        await using EnvironmentManager manager = Create();

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();

        environment.Status.Should().Be(EnvironmentStatus.Ready);
        List<EnvironmentEvent> events = await manager.EventsAsync(environment.Id);
        events.OfType<AttemptFailed>().Select(failed => (failed.Component, failed.Action, failed.Attempt, failed.Error, failed.IsTransient))
            .Should().Equal((Api, StepAction.Provision, 1, "busy", true), (Api, StepAction.Provision, 2, "busy", true));
        events.OfType<StepIntended>().Count(intent => intent.Component == Api).Should().Be(1, "a step has one intent, however many attempts");
    }

    [Fact]
    public async Task What_is_not_transient_is_not_tried_again()
    {
        Play(new InMemoryFault { Component = Api, Call = InMemoryCall.Provision, Error = "no such image", Times = 1 });
        await using EnvironmentManager manager = Create();

        EnvironmentException error = await FailAsync(manager);

        error.Failures.Should().ContainSingle().Which.Attempts.Should().Be(1);
        (await manager.EventsAsync(error.EnvironmentId!.Value)).OfType<AttemptFailed>().Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, "a single attempt is no retry")]
    [InlineData(4, "the default")]
    public async Task When_all_attempts_are_used_up_the_failure_says_how_many_there_were(int attempts, string reason)
    {
        Play(new InMemoryFault { Component = Api, Call = InMemoryCall.Provision, Error = "busy", IsTransient = true });
        await using EnvironmentManager manager = Create(options => options.MaximumAttempts = attempts);

        EnvironmentException error = await FailAsync(manager);

        error.Failures.Should().ContainSingle().Which.Attempts.Should().Be(attempts, reason);
        List<EnvironmentEvent> events = await manager.EventsAsync(error.EnvironmentId!.Value);
        events.OfType<AttemptFailed>().Should().HaveCount(attempts - 1);
        events.OfType<StepFailed>().Single(failed => failed.Component == Api).Attempts.Should().Be(attempts);
    }

    [Fact]
    public async Task A_provider_sees_which_attempt_it_is_and_the_same_credentials_each_time()
    {
        List<(int Attempt, string Password)> seen = [];
        ScriptedProvider<DatabaseSpec> databases = new()
        {
            OnProvision = (context, _) =>
            {
                seen.Add((context.Attempt, context.Credentials[DatabaseSpec.PasswordCredential].Reveal()));
                return context.Attempt < 3 ? throw new ProviderException("busy") { IsTransient = true } : Task.CompletedTask;
            },
        };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(databases).Configure(options => options.RetryDelay = TimeSpan.Zero));

        await manager.ProvisionAsync(new EnvironmentSpec("data", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] }).Soon();

        seen.Select(call => call.Attempt).Should().Equal(1, 2, 3);
        seen.Select(call => call.Password).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Between_two_attempts_time_must_pass()
    {
        FakeTimeProvider time = new();
        Play(new InMemoryFault { Component = Api, Call = InMemoryCall.Provision, Error = "busy", IsTransient = true, Times = 1 });
        EventRecorder events = new();
        await using EnvironmentManager manager = Create(options => options.RetryDelay = TimeSpan.FromSeconds(10), time);
        using IDisposable subscription = manager.Events.Subscribe(events);

        Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(Specs.Shop());
        DateTimeOffset failedAt = (await events.WaitForAsync<AttemptFailed>()).Time;
        provisioning.IsCompleted.Should().BeFalse();
        await time.RunOnPoolAsync(provisioning);

        DateTimeOffset madeAt = (await manager.EventsAsync((await provisioning).Id)).OfType<ComponentProvisioned>().Single(made => made.Component == Api).Time;
        (madeAt - failedAt).Should().BeGreaterThan(TimeSpan.FromMilliseconds(500), "the back-off has jitter, but is no spin");
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_wait_for_the_next_attempt()
    {
        FakeTimeProvider time = new(); // never moved: only the cancellation ends the wait
        Play(new InMemoryFault { Component = Api, Call = InMemoryCall.Provision, Error = "busy", IsTransient = true });
        EventRecorder events = new();
        await using EnvironmentManager manager = Create(options => options.RetryDelay = TimeSpan.FromSeconds(10), time);
        using IDisposable subscription = manager.Events.Subscribe(events);
        using CancellationTokenSource caller = new();

        Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(Specs.Shop(), caller.Token);
        await events.WaitForAsync<AttemptFailed>();
        await caller.CancelAsync();

        await FluentAsync(provisioning).Should().ThrowAsync<OperationCanceledException>();
        _platform.IsEmpty.Should().BeTrue();
    }

    private static Func<Task> FluentAsync(Task task) => () => task.Soon();

    private static async Task<EnvironmentException> FailAsync(EnvironmentManager manager)
    {
        Func<Task> provision = () => manager.ProvisionAsync(Specs.Shop()).Soon();
        return (await provision.Should().ThrowAsync<EnvironmentException>()).Which;
    }

    private void Play(InMemoryFault fault) => _platform.Faults = new InMemoryFaultScript(fault);

    private EnvironmentManager Create(Action<EnvironmentManagerOptions>? configure = null, TimeProvider? time = null) => EnvironmentManager.Create(environments =>
        environments.UseInMemory(_platform).UseTimeProvider(time ?? TimeProvider.System).Configure(options => options.RetryDelay = TimeSpan.Zero).Configure(configure ?? (_ => { })));
}

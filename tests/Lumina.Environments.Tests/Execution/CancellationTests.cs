using Lumina.Environments.InMemory;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Creation")]
public sealed class CancellationTests
{
    private static readonly ComponentName Api = ComponentName.Service("api");

    private readonly InMemoryPlatform _platform = new();
    private readonly EventRecorder _events = new();

    [Fact]
    public async Task A_cancelled_caller_gets_a_cancellation_and_nothing_is_left()
    {
        Play(new InMemoryFault { Component = Api, Call = InMemoryCall.Provision, Hangs = true });
        await using EnvironmentManager manager = Create();
        using IDisposable subscription = manager.Events.Subscribe(_events);
        using CancellationTokenSource caller = new();

        Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(Specs.Shop(), caller.Token);
        await _events.WaitForAsync<StepIntended>(intent => intent.Component == Api);
        await caller.CancelAsync();

        Func<Task> waiting = () => provisioning.Soon();
        (await waiting.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
        _platform.IsEmpty.Should().BeTrue();
        EnvironmentSnapshot environment = await SingleAsync(manager);
        environment.Status.Should().Be(EnvironmentStatus.Failed);
        environment.IsActive.Should().BeFalse();
        environment.Error.Should().Be("the caller cancelled it");
    }

    [Fact]
    public async Task A_caller_who_has_cancelled_already_leaves_a_closed_record_and_no_call_to_a_platform()
    {
        await using EnvironmentManager manager = Create();
        using CancellationTokenSource caller = new();
        await caller.CancelAsync();

        Func<Task> provision = () => manager.ProvisionAsync(Specs.Shop(), caller.Token).Soon();

        await provision.Should().ThrowAsync<OperationCanceledException>();
        _platform.CallCount.Should().Be(0);
        List<EnvironmentSnapshot> environments = await manager.QueryAsync(new EnvironmentQuery()).ToListAsync();
        environments.Should().OnlyContain(environment => environment.Status == EnvironmentStatus.Failed && !environment.IsActive, "no record stays open that nobody will close");
    }

    [Fact]
    public async Task With_keep_on_failure_what_runs_finishes_and_what_was_made_is_kept_and_named()
    {
        TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedProvider<ServiceSpec> services = new()
        {
            OnProvision = (context, _) => context.Component.Name switch
            {
                "fails" => throw new Providers.ProviderException("no more room"),
                "runs" => failed.Task,
                _ => Task.CompletedTask,
            },
        };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));
        using IDisposable subscription = manager.Events.Subscribe(_events);

        Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(Graph.Of("a", "runs: a", "fails: a", "after: runs") with { OnFailure = FailurePolicy.Keep });
        await _events.WaitForAsync<StepFailed>();
        failed.SetResult();

        Func<Task> waiting = () => provisioning.Soon();
        EnvironmentException error = (await waiting.Should().ThrowAsync<EnvironmentException>()).Which;
        error.RolledBack.Should().BeEmpty();
        error.Left.Select(component => component.Name).Should().BeEquivalentTo("a", "runs", "fails");
        error.Message.Should().Contain("Kept for a look, as its spec says (onFailure): ").And.Contain("It ends with this process").And.NotContain("Left:");
        services.Calls.Should().Contain("provision service/runs").And.NotContain("provision service/after");
        EnvironmentSnapshot kept = (await manager.FindAsync(error.EnvironmentId!.Value))!;
        kept.Status.Should().Be(EnvironmentStatus.Failed);
        kept.IsActive.Should().BeTrue();
        kept.Find(ComponentName.Service("runs"))!.State.Should().Be(ComponentState.Up);

        (await manager.TerminateAsync(kept.Id).Soon()).Status.Should().Be(EnvironmentStatus.Terminated);
        services.Existing.Should().BeEmpty();
    }

    [Fact]
    public async Task A_roll_back_that_fails_names_what_is_left_and_terminating_tries_again()
    {
        InMemoryFaultScript script = new(
            new InMemoryFault { Component = Api, Call = InMemoryCall.Provision, Error = "the image is broken" },
            new InMemoryFault { Component = ComponentName.Database("orders"), Call = InMemoryCall.Destroy, Error = "the disk is busy", Times = 2 });
        _platform.Faults = script;
        await using EnvironmentManager manager = Create();

        Func<Task> provision = () => manager.ProvisionAsync(Specs.Shop()).Soon();
        EnvironmentException error = (await provision.Should().ThrowAsync<EnvironmentException>()).Which;

        error.Failures.Should().ContainSingle().Which.Component.Should().Be(Api);
        error.Left.Should().Equal(ComponentName.Database("orders"));
        error.RolledBack.Should().Contain(ComponentName.Database("cache")).And.NotContain(ComponentName.Database("orders"));
        error.Message.Should().Contain("Left: database/orders (the disk is busy)");
        EnvironmentId id = error.EnvironmentId!.Value;
        (await manager.FindAsync(id))!.IsActive.Should().BeTrue();

        Func<Task> terminate = () => manager.TerminateAsync(id).Soon();
        (await terminate.Should().ThrowAsync<EnvironmentException>()).Which.Left.Should().Equal(ComponentName.Database("orders"));
        (await manager.FindAsync(id))!.Status.Should().Be(EnvironmentStatus.Failed);

        (await manager.TerminateAsync(id).Soon()).Status.Should().Be(EnvironmentStatus.Terminated);
        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task What_comes_during_the_roll_back_does_not_take_the_causes_place()
    {
        using CancellationTokenSource caller = new();
        ScriptedProvider<ServiceSpec> services = new()
        {
            OnProvision = (context, _) => context.Component.Name == "fails" ? throw new Providers.ProviderException("no more room") : Task.CompletedTask,
            OnDestroy = async (_, _) => await caller.CancelAsync(),
        };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));

        Func<Task> provision = () => manager.ProvisionAsync(Graph.Of("a", "fails: a"), caller.Token).Soon();

        EnvironmentException error = (await provision.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Message.Should().Contain("no more room").And.NotContain("the caller cancelled it");
        services.Existing.Should().BeEmpty();
    }

    private static async Task<EnvironmentSnapshot> SingleAsync(EnvironmentManager manager) => await manager.QueryAsync(new EnvironmentQuery()).SingleAsync();

    private void Play(InMemoryFault fault) => _platform.Faults = new InMemoryFaultScript(fault);

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.UseInMemory(_platform));
}

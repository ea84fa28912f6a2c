using Lumina.Environments.InMemory;
using Lumina.Environments.Tests.Journal;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Termination")]
public sealed class TerminationTests
{
    private static readonly ComponentName Api = ComponentName.Service("api");

    private readonly InMemoryPlatform _platform = new();
    private readonly EventRecorder _events = new();

    [Fact]
    public async Task Terminating_destroys_in_reverse_order_and_closes_the_journal()
    {
        ScriptedProvider<ServiceSpec> services = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a", "c: b")).Soon();

        EnvironmentSnapshot terminated = await manager.TerminateAsync(environment.Id).Soon();

        services.Calls.TakeLast(3).Should().Equal("destroy service/c", "destroy service/b", "destroy service/a");
        terminated.Status.Should().Be(EnvironmentStatus.Terminated);
        terminated.TerminatedAt.Should().NotBeNull();
        terminated.Components.Should().OnlyContain(component => component.State == ComponentState.Destroyed && component.Outputs.Count == 0);
        (await manager.EventsAsync(environment.Id))[^1].Should().BeOfType<EnvironmentTerminated>();
    }

    [Fact]
    public async Task Terminating_twice_succeeds_and_destroys_once()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();

        await manager.TerminateAsync(environment.Id).Soon();
        EnvironmentSnapshot again = await manager.TerminateAsync(environment.Id).Soon();

        again.Status.Should().Be(EnvironmentStatus.Terminated);
        (await manager.EventsAsync(environment.Id)).OfType<EnvironmentTerminated>().Should().ContainSingle();
    }

    [Fact]
    public async Task Many_who_terminate_at_once_share_one_termination()
    {
        await using EnvironmentManager manager = Create();
        for (int round = 0; round < 50; round++)
        {
            EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();

            EnvironmentSnapshot[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => manager.TerminateAsync(environment.Id)))).Soon();

            results.Should().OnlyContain(result => result.Status == EnvironmentStatus.Terminated);
            List<EnvironmentEvent> events = await manager.EventsAsync(environment.Id);
            events.OfType<TerminationStarted>().Should().ContainSingle();
            events.OfType<EnvironmentTerminated>().Should().ContainSingle();
        }

        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Terminating_interrupts_provisioning_whose_caller_is_told_who_did_it()
    {
        Play(new InMemoryFault { Component = Api, Call = InMemoryCall.Provision, Hangs = true });
        await using EnvironmentManager manager = Create();
        using IDisposable subscription = manager.Events.Subscribe(_events);

        Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(Specs.Shop());
        EnvironmentId id = (await _events.WaitForAsync<StepIntended>(intent => intent.Component == Api)).EnvironmentId;
        EnvironmentSnapshot terminated = await manager.ForOwner("payments").TerminateAsync(id).Soon();

        terminated.Status.Should().Be(EnvironmentStatus.Terminated);
        Func<Task> waiting = () => provisioning.Soon();
        EnvironmentException error = (await waiting.Should().ThrowExactlyAsync<EnvironmentException>("a bare cancellation would say nothing")).Which;
        error.Message.Should().Contain("it was interrupted: payments terminated the environment");
        error.Left.Should().BeEmpty();
        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Who_terminates_at_the_first_event_finds_the_session_that_writes_it_and_leaves_nothing()
    {
        DecoratedStore store = new();
        Task<EnvironmentSnapshot>? terminating = null;
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(_platform).UseStore(store));
        for (int round = 1; round <= 20; round++)
        {
            store.AfterCommit = commit =>
            {
                if (commit.Events[0] is ProvisioningStarted first)
                {
                    int leases = store.Leases;
                    terminating = Task.Run(() => manager.TerminateAsync(first.EnvironmentId));
                    SpinWait.SpinUntil(() => store.Leases > leases, TimeSpan.FromMilliseconds(20)); // time enough to open a session of its own, were it so
                }
            };

            Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(Specs.Shop());

            await provisioning.ContinueWith(_ => { }, TaskScheduler.Default).Soon();
            (await terminating!.Soon()).Status.Should().Be(EnvironmentStatus.Terminated);
            if (provisioning.IsFaulted)
            {
                provisioning.Exception.InnerException!.Message.Should().Contain("anonymous terminated", "a second session would have taken its lease away");
            }

            _platform.IsEmpty.Should().BeTrue($"round {round}");
        }
    }

    [Fact]
    public async Task A_token_given_to_terminate_ends_the_wait_and_not_the_work()
    {
        TaskCompletionSource mayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedProvider<ServiceSpec> services = new() { OnDestroy = (_, _) => mayEnd.Task };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));
        using IDisposable subscription = manager.Events.Subscribe(_events);
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();
        using CancellationTokenSource caller = new();

        Task<EnvironmentSnapshot> terminating = manager.TerminateAsync(environment.Id, caller.Token);
        await caller.CancelAsync();
        Func<Task> waiting = () => terminating.Soon();
        await waiting.Should().ThrowAsync<OperationCanceledException>().WithMessage("Waiting for the termination of environment '*' (*) was cancelled: it goes on in this process; where that ends before, TerminateAsync or RecoverAsync of any process finishes it.");
        services.Existing.Should().HaveCount(1);

        mayEnd.SetResult();
        await _events.WaitForAsync<EnvironmentTerminated>();
        services.Existing.Should().BeEmpty();
    }

    [Fact]
    public async Task An_environment_that_is_not_there_cannot_be_terminated()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentId unknown = EnvironmentId.Create(DateTimeOffset.UnixEpoch, new byte[10]);

        Func<Task> terminate = () => manager.TerminateAsync(unknown);

        (await terminate.Should().ThrowAsync<EnvironmentNotFoundException>()).Which.EnvironmentId.Should().Be(unknown);
    }

    [Fact]
    public async Task A_verb_that_waits_behind_a_termination_finds_the_environment_terminated()
    {
        TaskCompletionSource mayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedProvider<ServiceSpec> services = new() { OnDestroy = (_, _) => mayEnd.Task };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));
        using IDisposable subscription = manager.Events.Subscribe(_events);
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();

        Task<EnvironmentSnapshot> terminating = manager.TerminateAsync(environment.Id);
        await _events.WaitForAsync<TerminationStarted>();
        Task<EnvironmentSnapshot> stopping = manager.StopAsync(environment.Id);
        stopping.IsCompleted.Should().BeFalse("calls on one environment are carried out one after the other");
        mayEnd.SetResult();
        await terminating.Soon();

        Func<Task> waiting = () => stopping.Soon();
        InvalidEnvironmentStateException error = (await waiting.Should().ThrowAsync<InvalidEnvironmentStateException>()).Which;
        error.Status.Should().Be(EnvironmentStatus.Terminated);
        error.Allowed.Should().BeEmpty();
        error.Message.Should().Be($"Environment 'graph' ({error.EnvironmentId}) is Terminated and cannot be asked to Stop. Allowed: nothing: it has ended.");
    }

    [Fact]
    public async Task A_handles_disposal_terminates_once_and_says_what_it_could_not_remove()
    {
        InMemoryFaultScript script = new(new InMemoryFault { Component = Api, Call = InMemoryCall.Destroy, Error = "stuck", Times = 1 });
        _platform.Faults = script;
        await using EnvironmentManager manager = Create();
        TestEnvironment environment = await manager.OpenAsync(Specs.Shop()).Soon();

        Func<Task> dispose = () => environment.DisposeAsync().AsTask().Soon();

        (await dispose.Should().ThrowAsync<EnvironmentException>("a leak is never silent")).Which.Left.Should().Equal(Api);
        await environment.DisposeAsync();
        await manager.DisposeAsync(); // what was opened and is not terminated is tried again here
        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task A_snapshot_in_words_says_how_the_environment_and_each_of_its_components_stand()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Api, Call = InMemoryCall.Destroy, Error = "stuck", Times = 1 });
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();

        made.ToString().ReplaceLineEndings("\n").Should().Match($"Environment 'shop' ({made.Id}) of payments: Ready, expires at *Z\n  database/*: Up ('*' of in-memory)\n*").And.NotContain("System.");
        await FluentActions.Awaiting(() => manager.TerminateAsync(made.Id).Soon()).Should().ThrowAsync<EnvironmentException>();
        (await manager.FindAsync(made.Id))!.ToString().Should().Contain(": Failed, expires at").And.Contain("; stuck");
    }

    [Fact]
    public async Task Who_attaches_to_what_was_terminated_is_told_that_it_was()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await manager.TerminateAsync(made.Id).Soon();

        Func<Task> attach = () => manager.AttachAsync(made.Id);

        (await attach.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Match($"Environment 'shop' ({made.Id}) was terminated at *Z: nothing of it is left to attach to. *");
    }

    [Fact]
    public async Task A_managers_disposal_terminates_what_it_opened_and_leaves_what_it_provisioned()
    {
        EnvironmentManager manager = Create();
        TestEnvironment opened = await manager.OpenAsync(Specs.Shop("opened")).Soon();
        EnvironmentSnapshot provisioned = await manager.ProvisionAsync(Specs.Shop("provisioned")).Soon();
        await using TestEnvironment attached = await manager.AttachAsync(provisioned.Id);

        await manager.ForOwner("payments").DisposeAsync();
        _platform.Components.Should().HaveCount(8, "a view's disposal does nothing");
        await attached.DisposeAsync();
        await manager.DisposeAsync();

        opened.Status.Should().Be(EnvironmentStatus.Terminated);
        _platform.Components.Should().HaveCount(4).And.OnlyContain(component => component.Marks.EnvironmentId == provisioned.Id);
        await manager.DisposeAsync();
    }

    private void Play(InMemoryFault fault) => _platform.Faults = new InMemoryFaultScript(fault);

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.UseInMemory(_platform));
}

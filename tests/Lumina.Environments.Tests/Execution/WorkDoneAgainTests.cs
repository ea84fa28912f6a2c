using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Journal;

namespace Lumina.Environments.Tests.Execution;

/// <summary>What a service that runs once has done goes with a reset of what it was done to: it is done again.</summary>
[Trait("Category", "StartStop")]
public sealed class WorkDoneAgainTests
{
    private static readonly ComponentName Database = ComponentName.Service("database");
    private static readonly ComponentName Migrations = ComponentName.Service("migrations");

    private readonly ScriptedProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task It_is_done_again_after_what_it_depends_on_and_nothing_else_is()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();

        ResetReport report = await manager.ResetAsync(environment.Id).Soon();

        _services.Calls.Where(call => call.StartsWith("reset", StringComparison.Ordinal)).Should().Equal("reset service/database", "reset service/migrations", "reset service/seeds");
        report.Environment.Status.Should().Be(EnvironmentStatus.Ready);
        List<EnvironmentEvent> events = await manager.EventsAsync(environment.Id);
        events.FindIndex(@event => @event is StepIntended { Action: StepAction.Reset } intended && intended.Component == Migrations)
            .Should().BeLessThan(events.FindIndex(@event => @event is ComponentReset), "a process that ends between the two leaves word of it");
    }

    [Fact]
    public async Task Where_that_fails_the_environment_is_Failed_until_another_reset_succeeds_whatever_is_seen_of_it()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();
        _services.OnReset = (context, _) => context.Component == Migrations ? throw new ProviderException("no such column") : Task.CompletedTask;

        await FluentActions.Awaiting(() => manager.ResetAsync(environment.Id).Soon()).Should().ThrowAsync<EnvironmentException>()
            .WithMessage("*no such column*Reset: service/database.*Maybe half reset: service/migrations, service/seeds.*Failed until a reset succeeds*");

        (await manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Failed);
        _services.OnReset = null;
        (await manager.ResetAsync(environment.Id).Soon()).Environment.Status.Should().Be(EnvironmentStatus.Running);
    }

    [Theory]
    [InlineData("database")]
    [InlineData("migrations")]
    public async Task Where_it_is_cancelled_the_environment_is_Failed_and_neither_a_restart_nor_another_reset_that_fails_makes_it_run(string at)
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();
        using CancellationTokenSource cancelling = new();
        _services.OnReset = async (context, token) =>
        {
            if (context.Component.Name == at)
            {
                await cancelling.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        };
        await Record.ExceptionAsync(() => manager.ResetAsync(environment.Id, cancellationToken: cancelling.Token).Soon());
        (await StatusAsync()).Should().Be(EnvironmentStatus.Failed);

        await manager.RestartAsync(environment.Id, ComponentName.Service("api")).Soon();
        (await StatusAsync()).Should().Be(EnvironmentStatus.Failed);
        await manager.RestartAsync(environment.Id, Database).Soon();
        (await StatusAsync()).Should().Be(EnvironmentStatus.Failed);
        await FluentActions.Awaiting(() => manager.RestartAsync(environment.Id, Migrations).Soon()).Should().ThrowAsync<EnvironmentException>().WithMessage("*it runs once*ResetAsync*");

        _services.OnReset = (context, _) => context.Component == Database ? throw new ProviderException("somebody writes to it") : Task.CompletedTask;
        await Record.ExceptionAsync(() => manager.ResetAsync(environment.Id).Soon());
        (await StatusAsync()).Should().Be(EnvironmentStatus.Failed);

        _services.OnReset = null;
        await manager.ResetAsync(environment.Id).Soon();
        (await StatusAsync()).Should().Be(EnvironmentStatus.Running);

        async Task<EnvironmentStatus> StatusAsync() => (await manager.FindAsync(environment.Id))!.Status;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whenever_its_process_dies_the_environment_does_not_run_before_that(bool isRecovered)
    {
        FakeProcesses processes = new();
        InMemoryEnvironmentStore shared = new();
        _services.Placement = _ => new ComponentPlacement { OutlivesProcess = true };
        int died = 0;
        for (bool dies = true; dies;)
        {
            await using EnvironmentManager maker = Create(processes.Start(), shared);
            EnvironmentSnapshot environment = await maker.ProvisionAsync(Shop()).Soon();
            int before = _services.Calls.Count;
            FakeProcesses.FakeProcess process = processes.Start();
            MortalStore store = new(shared) { DiesAtCommit = died + 1 };
            await Create(process, store).ResetAsync(environment.Id).ContinueWith(_ => { }, TaskScheduler.Default).Soon();
            process.End();
            dies = store.IsDead;
            died += dies ? 1 : 0;
            await using EnvironmentManager other = Create(processes.Start(), shared);

            if (isRecovered)
            {
                await other.RecoverAsync().Soon();
            }
            else
            {
                await Record.ExceptionAsync(() => other.StopAsync(environment.Id).Soon());
                await Record.ExceptionAsync(() => other.StartAsync(environment.Id).Soon());
            }

            List<string> calls = [.. _services.Calls.Skip(before)];
            EnvironmentSnapshot after = (await other.FindAsync(environment.Id))!;
            bool isWhole = calls.LastIndexOf("reset service/database") <= calls.LastIndexOf("reset service/migrations");
            (isWhole || after.Status == EnvironmentStatus.Failed).Should().BeTrue("it died at commit {0}, and is {1}: {2}", died, after.Status, string.Join(", ", calls));
            (isRecovered && after.Status != EnvironmentStatus.Ready).Should().BeFalse("{0}", after);
            await other.TerminateAsync(environment.Id).Soon();
        }

        died.Should().BeGreaterThan(5);
    }

    [Fact]
    public async Task It_is_neither_stopped_nor_started_with_its_environment()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();

        await manager.StopAsync(environment.Id).Soon();
        await manager.StartAsync(environment.Id).Soon();

        _services.Calls.Where(call => call.StartsWith('s')).Should().BeEquivalentTo("stop service/api", "stop service/database", "start service/database", "start service/api");
    }

    private static EnvironmentSpec Shop()
    {
        EnvironmentSpec graph = Graph.Of("database", "api: database", "migrations: database", "seeds: migrations", "greeting");
        return graph with { Services = [.. graph.Services.Select(service => service.Name is "migrations" or "seeds" or "greeting" ? service with { Run = ServiceRun.Once } : service)] };
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.AddProvider(new Resetting(_services)));

    private EnvironmentManager Create(IProcessInspector process, IEnvironmentStore store) => EnvironmentManager.Create(environments => environments
        .AddProvider(new Resetting(_services))
        .UseStore(store)
        .UseProcessInspector(process)
        .Configure(options => options.AllowVolatileStore = true));

    /// <summary>A service is reset where it stands for a database, or runs once.</summary>
    private sealed class Resetting(ScriptedProvider<ServiceSpec> inner) : IStoppableProvider<ServiceSpec>, IResettableProvider<ServiceSpec>
    {
        public string Name => inner.Name;

        public string? WhyNot(ServiceSpec spec) => inner.WhyNot(spec);

        public ComponentPlacement Place(ServiceSpec spec) => inner.Place(spec);

        public bool Resets(ServiceSpec spec) => spec.Run.IsOnce || spec.ComponentName == Database;

        public ValueTask<ComponentOutputs> ProvisionAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) => inner.ProvisionAsync(spec, context, cancellationToken);

        public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => inner.ObserveAsync(context, cancellationToken);

        public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => inner.DestroyAsync(context, cancellationToken);

        public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => inner.ListAsync(scope, cancellationToken);

        public ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => inner.StopAsync(context, cancellationToken);

        public ValueTask<ComponentOutputs> StartAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) => inner.StartAsync(spec, context, cancellationToken);

        public ValueTask<ResetResult> ResetAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) => inner.ResetAsync(spec, context, cancellationToken);
    }
}

using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Journal;

namespace Lumina.Environments.Tests.Execution;

/// <summary>What a service that runs once has done goes with a reset of what it was done to: it is done again.</summary>
[Trait("Category", "StartStop")]
public sealed class WorkDoneAgainTests
{
    private static readonly ComponentName Database = ComponentName.Database("orders");
    private static readonly ComponentName Migrations = ComponentName.Service("migrations");
    private static readonly ComponentName Seeds = ComponentName.Service("seeds");

    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ScriptedProvider<DatabaseSpec> _databases;
    private readonly ScriptedProvider<ServiceSpec> _services;

    public WorkDoneAgainTests() => (_databases, _services) = (new("databases", _calls), new("services", _calls));

    [Fact]
    public async Task It_is_gone_before_anything_is_reset_and_made_anew_after_it_by_a_provider_that_resets_nothing()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();
        _calls.Clear();

        ResetReport report = await manager.ResetAsync(environment.Id).Soon();

        _calls.Should().Equal("destroy service/seeds", "destroy service/migrations", "reset database/orders", "provision service/migrations", "provision service/seeds");
        report.Environment.Status.Should().Be(EnvironmentStatus.Ready);
        report.Components.Keys.Should().BeEquivalentTo([Database, Migrations, Seeds]);
        report.Components[Seeds].Should().Be(new ResetResult(ResetWay.Remade, KeptSessions: true) { Reason = "it runs once, and its work was done again" });
    }

    [Fact]
    public async Task Where_that_fails_the_environment_is_Failed_until_another_reset_succeeds()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();
        _services.OnProvision = (context, _) => context.Component == Migrations ? throw new ProviderException("no such column") : Task.CompletedTask;

        await FluentActions.Awaiting(() => manager.ResetAsync(environment.Id).Soon()).Should().ThrowAsync<EnvironmentException>()
            .WithMessage("*no such column*Reset: database/orders.*Its work is not done again: service/migrations, service/seeds.*Failed until a reset succeeds*");

        (await manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Failed);
        _services.OnProvision = null;
        (await manager.ResetAsync(environment.Id).Soon()).Environment.Status.Should().Be(EnvironmentStatus.Running);
    }

    [Fact]
    public async Task Where_it_cannot_be_ended_nothing_is_reset()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();
        _services.OnDestroy = (context, _) => context.Component == Migrations ? throw new ProviderException("it is held") : Task.CompletedTask;

        await FluentActions.Awaiting(() => manager.ResetAsync(environment.Id).Soon()).Should().ThrowAsync<EnvironmentException>().WithMessage("*it is held*As before: database/orders.*");

        (await manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Failed);
    }

    [Fact]
    public async Task While_it_is_done_again_the_environment_is_not_unhealthy_and_no_sweep_takes_what_it_had_listed_before()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();
        ComponentSnapshot migrations = environment.Find(Migrations)!;
        FoundComponent listed = new(Migrations, migrations.ExternalName, _services.Existing[migrations.ExternalName]!, migrations.Location);
        EnvironmentHealth? health = null;
        SweepReport? sweep = null;
        _databases.OnReset = async (_, token) =>
        {
            health = await manager.CheckHealthAsync(environment.Id, token);
            _services.Lists = [listed];
            sweep = await manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero }, token);
        };

        (await manager.ResetAsync(environment.Id).Soon()).Environment.Status.Should().Be(EnvironmentStatus.Ready);

        health!.Verdict.Should().Be(HealthVerdict.Healthy);
        sweep!.Items.Should().ContainSingle().Which.Reason.Should().EndWith("is being operated on");
    }

    [Fact]
    public async Task A_restart_that_fails_after_a_reset_that_failed_says_that_it_takes_a_reset()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();
        _databases.OnReset = (_, _) => throw new ProviderException("somebody writes to it");
        await Record.ExceptionAsync(() => manager.ResetAsync(environment.Id).Soon());
        _services.OnStart = (_, _) => throw new ProviderException("the port is taken");

        await FluentActions.Awaiting(() => manager.RestartAsync(environment.Id, ComponentName.Service("api")).Soon()).Should().ThrowAsync<EnvironmentException>()
            .WithMessage("*Not up, or not known to be: service/migrations, service/seeds, service/api*comes up with a reset alone*ResetAsync*");
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("migrations")]
    public async Task Where_it_is_cancelled_the_environment_is_Failed_and_neither_a_restart_nor_another_reset_that_fails_makes_it_run(string at)
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();
        using CancellationTokenSource cancelling = new();
        _databases.OnReset = _services.OnProvision = async (context, token) =>
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

        _services.OnProvision = null;
        _databases.OnReset = (_, _) => throw new ProviderException("somebody writes to it");
        await Record.ExceptionAsync(() => manager.ResetAsync(environment.Id).Soon());
        (await StatusAsync()).Should().Be(EnvironmentStatus.Failed);

        _databases.OnReset = null;
        await manager.ResetAsync(environment.Id).Soon();
        (await StatusAsync()).Should().Be(EnvironmentStatus.Running);

        async Task<EnvironmentStatus> StatusAsync() => (await manager.FindAsync(environment.Id))!.Status;
    }

    [Fact]
    public async Task What_a_dead_process_has_left_of_it_is_no_healthy_environment_and_is_ended_by_a_stop()
    {
        FakeProcesses processes = new();
        InMemoryEnvironmentStore shared = new();
        _services.Placement = _ => new ComponentPlacement { OutlivesProcess = true };
        _databases.Placement = _ => new ComponentPlacement { OutlivesProcess = true };
        FakeProcesses.FakeProcess process = processes.Start();
        EnvironmentManager maker = Create(process, shared);
        EnvironmentSnapshot environment = await maker.ProvisionAsync(Shop()).Soon();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _services.OnProvision = (context, _) =>
        {
            _services.Existing[context.ExternalName] = context.Marks;
            begun.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        };
        _ = maker.ResetAsync(environment.Id);
        await begun.Task.Soon();
        process.End();
        await using EnvironmentManager other = Create(processes.Start(), shared);
        (await other.CheckHealthAsync(environment.Id)).Verdict.Should().Be(HealthVerdict.Unknown);
        _calls.Clear();

        await other.StopAsync(environment.Id).Soon();

        _calls.Should().Contain("destroy service/migrations");
        await FluentActions.Awaiting(() => other.ReadLogsAsync(environment.Id, Migrations).ToListAsync().AsTask()).Should().ThrowAsync<EnvironmentException>().WithMessage("*its work is done again by a reset*");
        await FluentActions.Awaiting(() => other.StartAsync(environment.Id).Soon()).Should().ThrowAsync<EnvironmentException>().WithMessage("*ResetAsync*");
        (await other.CheckHealthAsync(environment.Id)).Undecided.Should().EndWith("reset it, since service/migrations comes up with a reset alone, or terminate it");
        _services.OnProvision = null;
        (await other.ResetAsync(environment.Id).Soon()).Environment.Status.Should().Be(EnvironmentStatus.Running);
    }

    [Fact]
    public async Task An_environment_of_which_something_was_never_made_is_not_reset()
    {
        await using EnvironmentManager manager = Create();
        _services.OnProvision = (context, _) => context.Component == Seeds ? throw new ProviderException("no such table") : Task.CompletedTask;
        EnvironmentException error = (await FluentActions.Awaiting(() => manager.ProvisionAsync(Shop() with { OnFailure = FailurePolicy.Keep }).Soon()).Should().ThrowAsync<EnvironmentException>()).Which;
        _calls.Clear();

        await FluentActions.Awaiting(() => manager.ResetAsync(error.EnvironmentId!.Value).Soon()).Should().ThrowAsync<EnvironmentException>().WithMessage("*service/api was never made*Nothing was touched*");

        _calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whenever_its_process_dies_the_environment_does_not_run_before_that(bool isRecovered)
    {
        FakeProcesses processes = new();
        InMemoryEnvironmentStore shared = new();
        _services.Placement = _ => new ComponentPlacement { OutlivesProcess = true };
        _databases.Placement = _ => new ComponentPlacement { OutlivesProcess = true };
        int died = 0;
        for (bool dies = true; dies;)
        {
            await using EnvironmentManager maker = Create(processes.Start(), shared);
            EnvironmentSnapshot environment = await maker.ProvisionAsync(Shop()).Soon();
            _calls.Clear();
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

            List<string> calls = [.. _calls];
            EnvironmentSnapshot after = (await other.FindAsync(environment.Id))!;
            bool isWhole = calls.LastIndexOf("reset database/orders") <= calls.LastIndexOf("provision service/migrations");
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

        _calls.Where(call => call.StartsWith('s')).Should().Equal("stop service/api", "stop database/orders", "start database/orders", "start service/api");
    }

    private static EnvironmentSpec Shop()
    {
        EnvironmentSpec graph = Graph.Of("api", "migrations", "seeds: migrations", "greeting");
        return graph with
        {
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
            Services = [.. graph.Services.Select(service => service with
            {
                Run = service.Name == "api" ? ServiceRun.Always : ServiceRun.Once,
                DependsOn = service.Name switch
                {
                    "api" => [Database, Seeds],
                    "migrations" => [Database],
                    _ => service.DependsOn,
                },
            })],
        };
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(Add);

    private EnvironmentManager Create(IProcessInspector process, IEnvironmentStore store) => EnvironmentManager.Create(environments =>
    {
        Add(environments);
        environments.UseStore(store).UseProcessInspector(process).Configure(options => options.AllowVolatileStore = true);
    });

    private void Add(EnvironmentsBuilder environments) => environments.AddProvider(_databases).AddProvider(new Resetless<ServiceSpec>(_services));
}

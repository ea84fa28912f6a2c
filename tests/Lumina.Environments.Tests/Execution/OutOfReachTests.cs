using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Execution;

/// <summary>Components that are in one process alone, such as its own children: another process that shares its store can't do anything to them, and does not say that it has.</summary>
public sealed class OutOfReachTests
{
    private static readonly ComponentName A = ComponentName.Service("a");

    private readonly FakeProcesses _processes = new();
    private readonly InMemoryEnvironmentStore _store = new();
    private readonly FakeTimeProvider _time = new();

    /// <summary>What each process has: nothing of it is seen by the other.</summary>
    private readonly BoundProvider _here = new();
    private readonly BoundProvider _there = new();

    [Fact]
    [Trait("Category", "Termination")]
    public async Task What_another_process_that_runs_holds_is_refused_and_stays_as_it_was()
    {
        FakeProcesses.FakeProcess first = _processes.Start();
        await using EnvironmentManager maker = Create(first, _here);
        await using EnvironmentManager other = Create(_processes.Start(), _there);
        EnvironmentSnapshot made = await maker.ProvisionAsync(Graph.Of("a")).Soon();

        foreach (Func<Task> verb in (Func<Task>[])[
            () => other.TerminateAsync(made.Id), () => other.StopAsync(made.Id), () => other.RestartAsync(made.Id, A), () => other.ResetAsync(made.Id), () => other.DetectDriftAsync(made.Id)])
        {
            (await FluentActions.Awaiting(() => verb().Soon()).Should().ThrowAsync<EnvironmentException>()).Which.Message.Should()
                .Match($"Environment 'graph' can't be asked to * from here, and nothing was touched: service/a is in {first.Current} alone, which runs. Ask there; with the end of that process they end, and RecoverAsync takes the rest away.");
        }

        (await maker.FindAsync(made.Id))!.Status.Should().Be(EnvironmentStatus.Ready);
        _here.Existing.Should().ContainSingle();
        (await maker.TerminateAsync(made.Id).Soon()).Status.Should().Be(EnvironmentStatus.Terminated);
        _here.Existing.Should().BeEmpty();
    }

    [Fact]
    [Trait("Category", "Termination")]
    public async Task What_another_manager_of_this_process_holds_is_refused_too()
    {
        FakeProcesses.FakeProcess process = _processes.Start();
        await using EnvironmentManager maker = Create(process, _here);
        await using EnvironmentManager other = Create(_processes.Beside(process), _there);
        EnvironmentSnapshot made = await maker.ProvisionAsync(Graph.Of("a")).Soon();

        Func<Task> terminating = () => other.TerminateAsync(made.Id).Soon();

        (await terminating.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("nothing was touched: service/a is in another manager of this process alone. Ask there");
        _here.Existing.Should().ContainSingle();
    }

    [Fact]
    [Trait("Category", "Databases")]
    public async Task Of_a_database_that_another_process_that_runs_holds_none_is_rented_from_here()
    {
        await using EnvironmentManager maker = Create(_processes.Start(), new BoundDatabases());
        await using EnvironmentManager other = Create(_processes.Start(), new BoundDatabases());
        EnvironmentSnapshot made = await maker.ProvisionAsync(new EnvironmentSpec("graph", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] }).Soon();

        Func<Task> renting = () => other.RentDatabaseAsync(made.Id, "orders").Soon();

        await renting.Should().ThrowAsync<EnvironmentException>().WithMessage($"A database like database/orders of environment 'graph' can't be rented from here: database/orders is in {made.Process} alone, which runs.");
    }

    [Fact]
    [Trait("Category", "StartStop")]
    public async Task What_a_provider_made_that_is_not_registered_here_is_refused_and_stays_as_it_was()
    {
        await using EnvironmentManager maker = Create(_processes.Start(), new BoundProvider());
        await using EnvironmentManager other = EnvironmentManager.Create(environments => environments.UseStore(_store).UseProcessInspector(_processes.Start()).UseTimeProvider(_time).Configure(options => options.AllowVolatileStore = true));
        EnvironmentSnapshot made = await maker.ProvisionAsync(Graph.Of("a")).Soon();

        foreach (Func<Task> verb in (Func<Task>[])[
            () => other.StopAsync(made.Id), () => other.RestartAsync(made.Id, A), () => other.ResetAsync(made.Id), () => other.ScaleAsync(made.Id, A, 2), () => other.TerminateAsync(made.Id)])
        {
            (await FluentActions.Awaiting(() => verb().Soon()).Should().ThrowAsync<EnvironmentException>()).Which.Message.Should()
                .Match("Environment 'graph' can't be asked to * from here, and nothing was touched: service/a was made by provider 'scripted', which is not registered here. Register it, or ask where it is registered.");
        }

        (await other.DetectDriftAsync(made.Id).Soon()).ToString().Should().Contain("its provider 'scripted' is not registered here");
        (await maker.FindAsync(made.Id))!.Version.Should().Be(made.Version);
    }

    [Fact]
    [Trait("Category", "Health")]
    public async Task What_a_provider_made_that_is_not_registered_here_is_unknown_here_and_neither_healed_nor_cleaned_up()
    {
        await using EnvironmentManager maker = Create(_processes.Start(), new BoundProvider());
        EnvironmentSnapshot made = await maker.ProvisionAsync(Graph.Of("a") with { Lifetime = TimeSpan.FromMinutes(1) }).Soon();
        ServiceCollection services = new();
        services.AddLuminaEnvironments().UseStore(_store).UseProcessInspector(_processes.Start()).UseTimeProvider(_time);
        await using ServiceProvider other = services.BuildServiceProvider();
        HealthMonitor monitor = other.GetRequiredService<HealthMonitor>();
        IEnvironmentManager manager = other.GetRequiredService<IEnvironmentManager>();

        await monitor.BeginRoundAsync(CancellationToken.None);
        await monitor.WhenIdleAsync().Soon();
        Task<EnvironmentHealth> checking = manager.CheckHealthAsync(made.Id);
        await _time.RunToEndAsync(checking);
        _time.Advance(TimeSpan.FromMinutes(2));
        CleanUpReport cleaned = await manager.CleanUpExpiredAsync().Soon();

        EnvironmentHealth health = await checking;
        (health.Verdict, health.Checks.Single().Message).Should().Be((HealthVerdict.Unknown, "it can't be looked for from here: service/a was made by provider 'scripted', which is not registered here"));
        cleaned.Failed.Should().ContainSingle("it has expired, and somebody has to know");
        (await maker.FindAsync(made.Id))!.Version.Should().Be(made.Version, "nothing was written of it");
    }

    [Fact]
    public async Task What_another_process_that_runs_holds_is_not_read_from_here()
    {
        await using EnvironmentManager maker = Create(_processes.Start(), _here);
        await using EnvironmentManager other = Create(_processes.Start(), _there);
        EnvironmentSnapshot made = await maker.ProvisionAsync(Graph.Of("a")).Soon();

        Func<Task> reading = async () => await other.ReadLogsAsync(made.Id, A).ToListAsync();

        await reading.Should().ThrowAsync<EnvironmentException>().WithMessage($"*no lines can be read: service/a is in {made.Process} alone, which runs.");
    }

    [Fact]
    [Trait("Category", "Health")]
    public async Task What_nobody_sees_here_counts_neither_as_gone_nor_as_well()
    {
        await using EnvironmentManager maker = Create(_processes.Start(), _here);
        await using EnvironmentManager other = Create(_processes.Start(), _there);
        EnvironmentSnapshot made = await maker.ProvisionAsync(Graph.Of("a")).Soon();

        Task<EnvironmentHealth> checking = other.CheckHealthAsync(made.Id);
        await _time.RunToEndAsync(checking);
        EnvironmentHealth health = await checking;

        (health.Verdict, health.Checks.Single().Message).Should().Be((HealthVerdict.Unknown, $"it can't be looked for from here: service/a is in {made.Process} alone, which runs"));
        (await maker.CheckHealthAsync(made.Id).Soon()).Verdict.Should().Be(HealthVerdict.Healthy);
    }

    [Fact]
    [Trait("Category", "Health")]
    public async Task The_health_monitor_of_another_process_heals_nothing_of_it()
    {
        await using EnvironmentManager maker = Create(_processes.Start(), _here);
        EnvironmentSnapshot made = await maker.ProvisionAsync(Graph.Of("a")).Soon();
        ServiceCollection services = new();
        services.AddLuminaEnvironments().AddProvider(_there).UseStore(_store).UseProcessInspector(_processes.Start()).UseTimeProvider(_time);
        await using ServiceProvider other = services.BuildServiceProvider();
        HealthMonitor monitor = other.GetRequiredService<HealthMonitor>();

        await monitor.BeginRoundAsync(CancellationToken.None);
        await monitor.WhenIdleAsync().Soon();

        (await maker.FindAsync(made.Id))!.Version.Should().Be(made.Version, "nothing was written of it");
    }

    [Fact]
    [Trait("Category", "Termination")]
    public async Task What_has_expired_is_cleaned_up_by_the_process_that_holds_it()
    {
        await using EnvironmentManager maker = Create(_processes.Start(), _here);
        await using EnvironmentManager other = Create(_processes.Start(), _there);
        EnvironmentSnapshot made = await maker.ProvisionAsync(Graph.Of("a") with { Lifetime = TimeSpan.FromMinutes(1) }).Soon();
        _time.Advance(TimeSpan.FromMinutes(2));

        CleanUpReport elsewhere = await other.CleanUpExpiredAsync().Soon();
        CleanUpReport there = await maker.CleanUpExpiredAsync().Soon();

        (elsewhere.Terminated.Count, elsewhere.Failed.Count).Should().Be((0, 0));
        there.Terminated.Should().Equal(made.Id);
        _here.Existing.Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_process_held_that_is_gone_is_recovered_by_any_other()
    {
        FakeProcesses.FakeProcess first = _processes.Start();
        await using EnvironmentManager maker = Create(first, _here);
        await using EnvironmentManager other = Create(_processes.Start(), _there);
        EnvironmentSnapshot made = await maker.ProvisionAsync(Graph.Of("a")).Soon();
        first.End();

        await other.RecoverAsync().Soon();

        (await other.FindAsync(made.Id))!.Status.Should().Be(EnvironmentStatus.Terminated);
    }

    private EnvironmentManager Create<TSpec>(IProcessInspector process, IComponentProvider<TSpec> provider)
        where TSpec : ComponentSpec => EnvironmentManager.Create(environments => environments
        .AddProvider(provider)
        .UseStore(_store)
        .UseProcessInspector(process)
        .UseTimeProvider(_time)
        .Configure(options => options.AllowVolatileStore = true));

    private sealed class BoundDatabases : ScriptedProvider<DatabaseSpec>, IProcessBoundProvider
    {
        public bool IsProcessBound(ComponentLocation location) => true;
    }

    private sealed class BoundProvider : ScriptedProvider<ServiceSpec>, IProcessBoundProvider
    {
        public bool IsProcessBound(ComponentLocation location) => true;
    }
}

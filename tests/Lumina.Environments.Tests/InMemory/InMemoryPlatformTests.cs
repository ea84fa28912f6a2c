using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Execution;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.InMemory;

[Trait("Category", "Creation")]
[Trait("Category", "InMemory")]
public sealed class InMemoryPlatformTests
{
    private readonly InMemoryPlatform _platform = new();

    [Fact]
    public async Task Databases_are_rented_in_memory_too_and_those_that_are_not_given_back_are_counted()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(_platform));
        await using TestEnvironment environment = await manager.OpenAsync(new EnvironmentSpec("lab", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });
        RentedDatabase one = await environment.RentDatabaseAsync("orders");
        RentedDatabase other = await environment.RentDatabaseAsync("orders");
        one.ConnectionString.Should().NotBe(other.ConnectionString).And.NotBe(environment.ConnectionString("orders"));
        await one.DisposeAsync();
        await one.DisposeAsync();
        _platform.Components.Single().RentedCount.Should().Be(1);
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Database("orders"), Call = InMemoryCall.Rent, Error = "the disk is full" });
        Func<Task> rent = () => environment.RentDatabaseAsync("orders");
        await rent.Should().ThrowAsync<EnvironmentException>().WithMessage("No database like database/orders of environment 'lab' could be rented: *the disk is full*");
    }

    [Fact]
    public void A_full_platform_takes_no_more_than_fits_however_many_ask_at_once()
    {
        const int askers = 4;
        InMemoryServiceDeployer services = new(_platform, TimeProvider.System);
        ServiceSpec spec = new("a", ServiceSource.Command("a"));
        for (int round = 1; round <= 500; round++)
        {
            _platform.Capacity = round;
            using Barrier together = new(askers);
            Parallel.For(0, askers, new ParallelOptions { MaxDegreeOfParallelism = askers }, asker =>
            {
                ComponentContext context = Context(round, asker);
                together.SignalAndWait(TimeSpan.FromSeconds(1));
                try
                {
                    services.ProvisionAsync(spec, context, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                }
                catch (ProviderException exception)
                {
                    exception.IsTransient.Should().BeTrue();
                    exception.Message.Should().Be($"the in-memory platform is full: its capacity is {round} components");
                }
            });

            _platform.Components.Should().HaveCount(round);
        }
    }

    [Fact]
    public async Task A_full_platform_is_a_transient_fault_that_passes_when_room_is_made()
    {
        _platform.Capacity = 1;
        FakeTimeProvider time = new(); // no second attempt before there is room
        await using EnvironmentManager manager = Create(options => options.RetryDelay = TimeSpan.FromSeconds(1), time);
        EnvironmentSnapshot first = await manager.ProvisionAsync(Graph.Of("a")).Soon();
        EventRecorder events = new();
        using IDisposable subscription = manager.Events.Subscribe(events);

        Task<EnvironmentSnapshot> second = manager.ProvisionAsync(Graph.Of("a"));
        await events.WaitForAsync<AttemptFailed>();
        _platform.Capacity = 2;

        (await time.RunToEndAsync(second)).Status.Should().Be(EnvironmentStatus.Ready);
        (await manager.TerminateAsync(first.Id).Soon()).Status.Should().Be(EnvironmentStatus.Terminated);
    }

    [Fact]
    public async Task An_answer_that_is_lost_after_the_effect_leaves_one_component_and_not_two()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Provision, Error = "connection reset", IsTransient = true, AfterEffect = true, Times = 2 });
        await using EnvironmentManager manager = Create();

        await manager.ProvisionAsync(Graph.Of("a")).Soon();

        _platform.Components.Should().ContainSingle();
    }

    [Fact]
    public async Task A_component_that_crashes_is_seen_as_not_running_and_can_be_restarted()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        InMemoryComponent api = _platform.Find(environment.Id, ComponentName.Service("api"))!;

        _platform.Crash(environment.Id, api.Name);
        api.IsRunning.Should().BeFalse();
        await manager.RestartAsync(environment.Id, api.Name).Soon();

        api.IsRunning.Should().BeTrue();
        api.StartCount.Should().Be(1);
        _platform.Invoking(platform => platform.Crash(environment.Id, ComponentName.Service("none"))).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void The_same_seed_and_order_of_calls_give_the_same_faults()
    {
        static IEnumerable<InMemoryFault?> Play(int seed)
        {
            InMemorySeededFaults faults = new(seed) { FailureRate = 0.5, MaximumDelay = TimeSpan.FromSeconds(1) };
            return [.. Enumerable.Range(0, 100).Select(_ => faults.Next(ComponentName.Service("a"), InMemoryCall.Provision))];
        }

        Play(7).Should().Equal(Play(7));
        Play(7).Should().NotEqual(Play(8));
        Play(7).Count(fault => fault!.Error is not null).Should().BeInRange(30, 70);
    }

    [Fact]
    public void A_script_plays_a_fault_as_often_as_it_says_and_then_the_next()
    {
        InMemoryFaultScript script = new(
            new InMemoryFault { Component = ComponentName.Service("a"), Error = "one", Times = 1 },
            new InMemoryFault { Call = InMemoryCall.Stop, Error = "two", Times = 2 });

        script.Next(ComponentName.Service("b"), InMemoryCall.Provision).Should().BeNull();
        script.Next(ComponentName.Service("a"), InMemoryCall.Stop)!.Error.Should().Be("one");
        script.Next(ComponentName.Service("a"), InMemoryCall.Stop)!.Error.Should().Be("two");
        script.Next(ComponentName.Service("b"), InMemoryCall.Stop)!.Error.Should().Be("two");
        script.Next(ComponentName.Service("b"), InMemoryCall.Stop).Should().BeNull();
    }

    [Fact]
    public async Task What_exists_is_listed_by_its_marks_without_a_store()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        InMemoryServiceDeployer services = new(_platform, TimeProvider.System);

        List<FoundComponent> found = await services.ListAsync(new ListScope { EnvironmentId = environment.Id }, CancellationToken.None).ToListAsync();
        List<FoundComponent> foreign = await services.ListAsync(new ListScope { Installation = "another" }, CancellationToken.None).ToListAsync();

        found.Select(component => component.Component).Should().BeEquivalentTo([ComponentName.Service("api"), ComponentName.Service("ui")]);
        foreign.Should().BeEmpty();
    }

    private static ComponentContext Context(int round, int asker)
    {
        EnvironmentId id = EnvironmentId.Create(DateTimeOffset.UnixEpoch.AddMilliseconds((round * 100) + asker), new byte[10]);
        ComponentName name = ComponentName.Service("a");
        return new ComponentContext
        {
            EnvironmentId = id,
            EnvironmentName = "full",
            Component = name,
            ExternalName = ExternalName.For(id, name),
            Marks = new OwnershipMarks("default", id, name, "payments", null),
        };
    }

    private EnvironmentManager Create(Action<EnvironmentManagerOptions>? configure = null, TimeProvider? time = null) => EnvironmentManager.Create(environments =>
        environments.UseInMemory(_platform).UseTimeProvider(time ?? TimeProvider.System).Configure(options => options.RetryDelay = TimeSpan.Zero).Configure(configure ?? (_ => { })));
}

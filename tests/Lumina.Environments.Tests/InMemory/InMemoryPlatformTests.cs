using Lumina.Environments.InMemory;
using Lumina.Environments.Tests.Execution;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.InMemory;

[Trait("Category", "Creation")]
public sealed class InMemoryPlatformTests
{
    private readonly InMemoryPlatform _platform = new();

    [Fact]
    public async Task A_full_platform_takes_no_more_than_fits_however_many_ask_at_once()
    {
        _platform.Capacity = 25;
        await using EnvironmentManager manager = Create(options => options.MaximumAttempts = 1);

        Exception?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            try
            {
                await manager.ProvisionAsync(Graph.Of("a") with { Name = $"e{i}" }).Soon();
                return null;
            }
            catch (EnvironmentException exception)
            {
                return (Exception)exception;
            }
        })));

        outcomes.Count(outcome => outcome is null).Should().Be(25);
        outcomes.OfType<Exception>().Should().OnlyContain(error => error.Message.Contains("the in-memory platform is full: its capacity is 25 components"));
        _platform.Components.Should().HaveCount(25);
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

        List<Providers.FoundComponent> found = await services.ListAsync(new Providers.ListScope { EnvironmentId = environment.Id }, CancellationToken.None).ToListAsync();
        List<Providers.FoundComponent> foreign = await services.ListAsync(new Providers.ListScope { Installation = "another" }, CancellationToken.None).ToListAsync();

        found.Select(component => component.Component).Should().BeEquivalentTo([ComponentName.Service("api"), ComponentName.Service("ui")]);
        foreign.Should().BeEmpty();
    }

    private EnvironmentManager Create(Action<EnvironmentManagerOptions>? configure = null, TimeProvider? time = null) => EnvironmentManager.Create(environments =>
        environments.UseInMemory(_platform).UseTimeProvider(time ?? TimeProvider.System).Configure(options => options.RetryDelay = TimeSpan.Zero).Configure(configure ?? (_ => { })));
}

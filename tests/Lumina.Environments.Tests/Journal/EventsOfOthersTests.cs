using Lumina.Environments.Tests.Execution;

namespace Lumina.Environments.Tests.Journal;

/// <summary>What other processes write to a store that is shared.</summary>
[Trait("Category", "Creation")]
public sealed class EventsOfOthersTests
{
    private readonly InMemoryEnvironmentStore _shared = new();
    private readonly FakeProcesses _processes = new();
    private readonly EventRecorder _events = new();

    [Fact]
    public async Task They_arrive_with_our_own_each_once_and_in_their_order()
    {
        await using EnvironmentManager own = Create(_shared);
        await using EnvironmentManager other = Create(_shared);
        using IDisposable subscription = own.Events.Subscribe(_events);
        await SeenAsync(other);

        EnvironmentId[] all = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => LiveAsync(i % 2 == 0 ? own : other, i))).Soon();

        await Bounded.UntilAsync(() => all.All(id => _events.All.Any(@event => @event is EnvironmentTerminated && @event.EnvironmentId == id)));
        foreach (EnvironmentId id in all)
        {
            _events.All.Where(@event => @event.EnvironmentId == id).Should().Equal(await own.EventsAsync(id));
        }
    }

    [Fact]
    public async Task What_was_written_before_the_subscription_does_not()
    {
        await using EnvironmentManager own = Create(_shared);
        await using EnvironmentManager other = Create(_shared);
        EnvironmentSnapshot environment = await other.ProvisionAsync(Specs.Shop("earlier"));
        using IDisposable subscription = own.Events.Subscribe(_events);
        await SeenAsync(other);

        await other.StopAsync(environment.Id);

        await _events.WaitForAsync<EnvironmentStopped>(stopped => stopped.EnvironmentId == environment.Id);
        _events.All.First(@event => @event.EnvironmentId == environment.Id).Should().BeOfType<StopRequested>();
    }

    [Fact]
    public async Task A_view_of_one_owner_tells_nothing_of_anothers()
    {
        await using EnvironmentManager own = Create(_shared);
        await using EnvironmentManager other = Create(_shared);
        using IDisposable subscription = own.ForOwner("billing").Events.Subscribe(_events);
        EventRecorder all = new();
        using IDisposable second = own.Events.Subscribe(all);
        for (int i = 0; !all.All.OfType<EnvironmentTerminated>().Any(); i++)
        {
            await LiveAsync(other, i);
        }

        _events.All.Should().BeEmpty();
    }

    [Fact]
    public async Task A_store_that_does_not_answer_for_a_while_loses_nothing()
    {
        MortalStore store = new(_shared);
        await using EnvironmentManager own = Create(store);
        await using EnvironmentManager other = Create(_shared);
        using IDisposable subscription = own.Events.Subscribe(_events);
        await SeenAsync(other);
        store.IsAway = true;
        EnvironmentId id = await LiveAsync(other, 1);
        store.IsAway = false;

        await Bounded.UntilAsync(() => _events.All.Any(@event => @event is EnvironmentTerminated && @event.EnvironmentId == id));

        _events.All.Where(@event => @event.EnvironmentId == id).Should().Equal(await other.EventsAsync(id));
    }

    // The first look is over when something of another process is seen.
    private async Task SeenAsync(EnvironmentManager other)
    {
        for (int i = 0; _events.All.Count == 0; i++)
        {
            await LiveAsync(other, i);
        }
    }

    private static async Task<EnvironmentId> LiveAsync(EnvironmentManager manager, int i)
    {
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop($"shop-{i}"));
        await manager.StopAsync(environment.Id);
        await manager.TerminateAsync(environment.Id);
        return environment.Id;
    }

    private EnvironmentManager Create(IEnvironmentStore store) => EnvironmentManager.Create(environments => environments
        .UseInMemory()
        .UseStore(store as MortalStore ?? new MortalStore(store))
        .UseProcessInspector(_processes.Start())
        .Configure(options => options.PollInterval = TimeSpan.FromMilliseconds(10)));
}

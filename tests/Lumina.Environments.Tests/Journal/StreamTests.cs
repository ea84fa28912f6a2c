using System.Collections.Concurrent;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Lumina.Environments.InMemory;
using Lumina.Environments.Tests.Execution;
using Lumina.Environments.Tests.Health;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Journal;

[Trait("Category", "Creation")]
public sealed class StreamTests
{
    private readonly DecoratedStore _store = new();
    private readonly FakeLogCollector _logs = new();
    private readonly EventRecorder _events = new();

    [Fact]
    public async Task A_subscriber_sees_each_environments_events_once_in_their_order()
    {
        await using EnvironmentManager manager = Create();
        using IDisposable subscription = manager.Events.Subscribe(_events);

        EnvironmentSnapshot[] environments = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop($"shop-{i}"));
            return await manager.TerminateAsync(environment.Id);
        })).Soon();

        await Bounded.UntilAsync(() => _events.All.OfType<EnvironmentTerminated>().Count() == 50);
        foreach (EnvironmentSnapshot environment in environments)
        {
            _events.All.Where(@event => @event.EnvironmentId == environment.Id).Should().Equal(await manager.EventsAsync(environment.Id));
        }
    }

    [Fact]
    public async Task The_last_event_is_seen_once_though_its_signal_comes_after_it_was_read()
    {
        // The commit of the last event returns, and with it its signal comes, only after the subscriber has read that event with those before it.
        using ManualResetEventSlim isCommitted = new();
        using ManualResetEventSlim isSeen = new();
        BlockingObserver observer = new(@event =>
        {
            switch (@event)
            {
                case TerminationStarted:
                    isCommitted.Wait();
                    break;
                case EnvironmentTerminated:
                    isSeen.Set();
                    break;
            }
        });
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        using IDisposable subscription = manager.Events.Subscribe(observer);
        _store.AfterCommit = commit =>
        {
            if (commit.Events[^1] is EnvironmentTerminated)
            {
                isCommitted.Set();
                isSeen.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue();
            }
        };

        await manager.TerminateAsync(environment.Id).Soon();
        EnvironmentSnapshot another = await manager.ProvisionAsync(Specs.Shop("another")).Soon();
        await Bounded.UntilAsync(() => observer.Seen.Any(@event => @event is ProvisioningSucceeded));

        observer.Seen.Where(@event => @event.EnvironmentId == environment.Id).Should().Equal((await manager.EventsAsync(environment.Id)).SkipWhile(@event => @event is not TerminationStarted));
        observer.Seen.Where(@event => @event.EnvironmentId == another.Id).Should().Equal(await manager.EventsAsync(another.Id), "the end of one environment does not end the subscription");
    }

    [Fact]
    public async Task What_comes_after_a_failure_is_seen_once_though_it_was_read_with_that()
    {
        // The subscriber is held at the first event of one that fails, and reads the rest together: its failure, and the beginning of its termination, whose signal comes later still.
        using ManualResetEventSlim mayRead = new();
        using ManualResetEventSlim isRead = new();
        BlockingObserver observer = new(@event =>
        {
            switch (@event)
            {
                case ProvisioningStarted { Spec.Name: "shop" }:
                    mayRead.Wait();
                    break;
                case ProvisioningSucceeded:
                    isRead.Set();
                    break;
            }
        });
        InMemoryPlatform platform = new() { Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Provision, Error = "the platform refuses" }) };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform).UseStore(_store));
        using IDisposable subscription = manager.Events.Subscribe(observer);
        EnvironmentId failed = (await FluentActions.Awaiting(() => manager.ProvisionAsync(Specs.Shop()).Soon()).Should().ThrowAsync<EnvironmentException>()).Which.EnvironmentId!.Value;
        platform.Faults = new InMemoryFaultScript();
        await manager.ProvisionAsync(Specs.Shop("another")).Soon();
        _store.AfterCommit = commit =>
        {
            if (commit.Events[0] is TerminationStarted)
            {
                mayRead.Set();
                isRead.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue();
            }
        };

        await manager.TerminateAsync(failed).Soon();

        await Bounded.UntilAsync(() => observer.Seen.Any(@event => @event is EnvironmentTerminated));
        observer.Seen.Where(@event => @event.EnvironmentId == failed).Should().Equal(await manager.EventsAsync(failed));
    }

    [Fact]
    public async Task A_subscriber_starts_at_the_next_event()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        using IDisposable subscription = manager.Events.Subscribe(_events);

        EnvironmentSnapshot extended = await manager.ExtendAsync(environment.Id, TimeSpan.FromHours(1)).Soon();

        (await _events.WaitForAsync<EnvironmentEvent>()).Should().BeOfType<ExpiryExtended>().Which.Sequence.Should().Be(extended.Version);
    }

    [Fact]
    public async Task Subscribers_are_told_of_the_end_and_then_that_nothing_more_comes_also_those_who_come_later()
    {
        EnvironmentManager manager = Create();
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim release = new();
        ConcurrentQueue<string> told = new();
        TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable subscription = manager.Events.Subscribe(
            @event =>
            {
                busy.TrySetResult();
                release.Wait();
                told.Enqueue(@event.GetType().Name);
            },
            () =>
            {
                told.Enqueue("completed");
                completed.SetResult();
            });
        await manager.OpenAsync(Specs.Shop()).Soon();
        await busy.Task.Soon();

        await manager.DisposeAsync();
        release.Set();

        await completed.Task.Soon();
        told.Should().StartWith(nameof(ProvisioningStarted)).And.EndWith([nameof(EnvironmentTerminated), "completed"]).And.ContainSingle(word => word == "completed");
        (await manager.Events.ToList().ToTask().Soon()).Should().BeEmpty();
    }

    [Fact]
    public async Task Following_a_journal_ends_with_its_manager()
    {
        EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        TaskCompletionSource isUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task following = FollowAsync();
        await isUp.Task.Soon();

        await manager.DisposeAsync();

        await following.Soon();

        async Task FollowAsync()
        {
            await foreach (EnvironmentEvent @event in manager.ReadEventsAsync(environment.Id, follow: true))
            {
                if (@event is ProvisioningSucceeded)
                {
                    isUp.SetResult();
                }
            }
        }
    }

    [Fact]
    public async Task A_subscriber_that_throws_is_unsubscribed_and_logged_and_nothing_changes_for_others()
    {
        int calls = 0;
        await using EnvironmentManager manager = Create();
        using IDisposable broken = manager.Events.Subscribe(new BlockingObserver(_ =>
        {
            calls++;
            throw new InvalidOperationException("a subscriber's own bug");
        }));
        using IDisposable subscription = manager.Events.Subscribe(_events);

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await _events.WaitForAsync<ProvisioningSucceeded>();
        await Bounded.UntilAsync(() => _logs.GetSnapshot().Any(record => record.Exception?.Message == "a subscriber's own bug"));

        environment.Status.Should().Be(EnvironmentStatus.Ready);
        calls.Should().Be(1);
        _events.All.Should().Equal(await manager.EventsAsync(environment.Id));
    }

    [Fact]
    public async Task A_subscriber_that_blocks_holds_up_nobody_and_gets_everything_in_the_end()
    {
        using ManualResetEventSlim unblock = new();
        BlockingObserver stuck = new(_ => unblock.Wait());
        await using EnvironmentManager manager = Create();
        using IDisposable blocked = manager.Events.Subscribe(stuck);
        using IDisposable subscription = manager.Events.Subscribe(_events);

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        for (int i = 0; i < 300; i++)
        {
            await manager.ExtendAsync(environment.Id, TimeSpan.FromMinutes(1)).Soon(); // more than a page of the journal
        }

        await manager.TerminateAsync(environment.Id).Soon();
        await _events.WaitForAsync<EnvironmentTerminated>();
        stuck.Seen.Should().HaveCountLessThanOrEqualTo(1);
        unblock.Set();

        List<EnvironmentEvent> all = await manager.EventsAsync(environment.Id);
        await Bounded.UntilAsync(() => stuck.Seen.Count >= all.Count);
        stuck.Seen.Should().Equal(all);
    }

    [Fact]
    public async Task An_unsubscribed_subscriber_hears_nothing_more()
    {
        await using EnvironmentManager manager = Create();
        IDisposable subscription = manager.Events.Subscribe(_events);
        EventRecorder other = new();
        using IDisposable stays = manager.Events.Subscribe(other);

        subscription.Dispose();
        await manager.ProvisionAsync(Specs.Shop()).Soon();
        await other.WaitForAsync<ProvisioningSucceeded>();

        _events.All.Should().BeEmpty();
    }

    [Fact]
    public async Task A_subscriber_is_told_when_the_store_cannot_be_read()
    {
        await using EnvironmentManager manager = Create();
        using IDisposable subscription = manager.Events.Subscribe(_events);
        _store.BeforeRead = () => throw new IOException("the disk is gone");

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await Bounded.UntilAsync(() => _events.Error is not null);

        environment.Status.Should().Be(EnvironmentStatus.Ready);
        _events.Error.Should().BeOfType<IOException>();
    }

    [Fact]
    public async Task Following_a_journal_reads_what_was_and_what_comes_until_the_environment_ends()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        List<EnvironmentEvent> followed = [];
        TaskCompletionSource caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task following = Task.Run(async () =>
        {
            await foreach (EnvironmentEvent @event in manager.ReadEventsAsync(environment.Id, fromSequence: 3, follow: true))
            {
                followed.Add(@event);
                if (@event.Sequence == environment.Version)
                {
                    caughtUp.SetResult();
                }
            }
        });
        await caughtUp.Task.Soon();

        await manager.StopAsync(environment.Id).Soon();
        await manager.TerminateAsync(environment.Id).Soon();
        await following.Soon();

        followed.Should().Equal((await manager.EventsAsync(environment.Id)).Skip(2));
        followed[^1].Should().BeOfType<EnvironmentTerminated>();
    }

    [Fact]
    public async Task Following_a_journal_finds_what_another_process_writes_by_looking_once_a_second()
    {
        FakeTimeProvider time = new();
        InMemoryPlatform platform = new();
        InMemoryEnvironmentStore shared = new();
        await using EnvironmentManager writer = EnvironmentManager.Create(environments => environments.UseInMemory(platform).UseStore(shared));
        await using EnvironmentManager reader = EnvironmentManager.Create(environments => environments.UseInMemory(platform).UseStore(shared).UseTimeProvider(time));
        EnvironmentSnapshot environment = await writer.ProvisionAsync(Specs.Shop()).Soon();
        await using IAsyncEnumerator<EnvironmentEvent> followed = reader.ReadEventsAsync(environment.Id, fromSequence: environment.Version, follow: true).GetAsyncEnumerator();
        (await followed.MoveNextAsync().AsTask().Soon()).Should().BeTrue();
        Task<bool> next = followed.MoveNextAsync().AsTask();

        await writer.StopAsync(environment.Id).Soon();
        next.IsCompleted.Should().BeFalse("nothing here has told it");
        time.Advance(TimeSpan.FromSeconds(1));

        (await next.Soon()).Should().BeTrue();
        followed.Current.Should().BeOfType<StopRequested>();
    }

    [Fact]
    public async Task Following_a_journal_that_has_ended_ends_at_once_wherever_it_begins()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        EnvironmentSnapshot terminated = await manager.TerminateAsync(environment.Id).Soon();

        (await manager.ReadEventsAsync(environment.Id, follow: true).ToListAsync().AsTask().Soon()).Should().HaveCount((int)terminated.Version);
        (await manager.ReadEventsAsync(environment.Id, terminated.Version + 1, follow: true).ToListAsync().AsTask().Soon()).Should().BeEmpty();
    }

    [Fact]
    public async Task Following_ends_when_its_reader_cancels()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        using CancellationTokenSource reader = new();

        Func<Task> follow = async () =>
        {
            await foreach (EnvironmentEvent @event in manager.ReadEventsAsync(environment.Id, follow: true, cancellationToken: reader.Token))
            {
                if (@event.Sequence == environment.Version)
                {
                    await reader.CancelAsync();
                }
            }
        };

        await follow.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_store_that_does_not_answer_for_a_while_costs_a_subscriber_nothing()
    {
        FakeTimeProvider time = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory().UseStore(_store).UseTimeProvider(time));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        using IDisposable subscription = manager.Events.Subscribe(_events);
        int failing = 3;
        _store.AfterCommit = _ => _store.BeforeRead = () =>
        {
            if (Interlocked.Decrement(ref failing) >= 0)
            {
                throw new IOException("the disk is away");
            }
        };

        await manager.ForOwner("payments").PauseAsync(environment.Id, ComponentName.Service("api")).Soon();

        await time.UntilAsync(() => _events.All.OfType<ComponentPaused>().Any(), TimeSpan.FromSeconds(1));
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments =>
        environments.UseInMemory().UseStore(_store).UseLoggerFactory(new LoggerFactory([new FakeLoggerProvider(_logs)])));

    private sealed class BlockingObserver(Action<EnvironmentEvent> onNext) : IObserver<EnvironmentEvent>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<EnvironmentEvent> _seen = new();

        public IReadOnlyList<EnvironmentEvent> Seen => [.. _seen];

        public void OnNext(EnvironmentEvent value)
        {
            onNext(value);
            _seen.Enqueue(value);
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}

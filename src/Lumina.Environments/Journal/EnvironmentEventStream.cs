using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>The observable side of the journals. It carries signals alone; each subscriber reads pages of the journals at its own pace, so that a slow one holds nobody up and needs no buffer.</summary>
internal sealed class EnvironmentEventStream(IEnvironmentStore store, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider, ILogger<EnvironmentEventStream> logger) : IObservable<EnvironmentEvent>, IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan ReadingBound = TimeSpan.FromSeconds(1);

    private ImmutableArray<EventSubscription> _subscriptions = [];
    private volatile bool _disposed;

    /// <summary>Subscribes to what this process does.</summary>
    public IDisposable Subscribe(IObserver<EnvironmentEvent> observer) => Subscribe(observer, owner: null, poll: null);

    /// <summary>Subscribes to what this process does, and others that share the store.</summary>
    public IDisposable Subscribe(IObserver<EnvironmentEvent> observer, string? owner)
    {
        JournalPoll? poll = !_disposed && store.IsDurable && options.Value.PollInterval != Timeout.InfiniteTimeSpan ? new JournalPoll(store, options.Value.PollInterval, timeProvider, logger) : null;
        EventSubscription subscription = Subscribe(observer, owner, poll);
        poll?.Begin(subscription.Signal);
        return subscription;
    }

    private EventSubscription Subscribe(IObserver<EnvironmentEvent> observer, string? owner, JournalPoll? poll)
    {
        ArgumentNullException.ThrowIfNull(observer);
        EventSubscription subscription = new(observer, owner, store, poll, timeProvider, logger, Unsubscribe);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, added) => all.Add(added), subscription);
        if (_disposed)
        {
            subscription.Complete();
        }

        return subscription;
    }

    /// <summary>Completes all subscriptions, those that come later too.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (EventSubscription subscription in _subscriptions)
        {
            subscription.Complete();
        }
    }

    /// <summary>As <see cref="Dispose"/>, and lets them read what has come: a durable store is closed next. One that is stuck holds that up for a second.</summary>
    public async ValueTask DisposeAsync()
    {
        Task ended = Task.WhenAll(_subscriptions.Select(subscription => subscription.Ended));
        Dispose();
        if (!store.IsDurable)
        {
            return;
        }

        try
        {
            await ended.WaitAsync(ReadingBound, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It is told what it has read by now, and then that nothing more comes.
        }
    }

    /// <summary>Says that a journal has new events from a sequence number on.</summary>
    /// <param name="environment">The environment after the last of them.</param>
    /// <param name="fromSequence">The first of them.</param>
    public void Publish(EnvironmentSnapshot environment, long fromSequence)
    {
        foreach (EventSubscription subscription in _subscriptions)
        {
            subscription.Signal(environment, fromSequence);
        }
    }

    private void Unsubscribe(EventSubscription subscription) =>
        ImmutableInterlocked.Update(ref _subscriptions, static (all, removed) => all.Remove(removed), subscription);
}

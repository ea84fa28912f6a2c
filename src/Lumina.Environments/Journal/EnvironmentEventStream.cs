using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments;

/// <summary>The observable side of the journals. It carries signals alone; each subscriber reads pages of the journals at its own pace, so that a slow one holds nobody up and needs no buffer.</summary>
internal sealed class EnvironmentEventStream(IEnvironmentStore store, ILogger<EnvironmentEventStream> logger) : IObservable<EnvironmentEvent>
{
    private ImmutableArray<EventSubscription> _subscriptions = [];

    public IDisposable Subscribe(IObserver<EnvironmentEvent> observer) => Subscribe(observer, owner: null);

    public EventSubscription Subscribe(IObserver<EnvironmentEvent> observer, string? owner)
    {
        ArgumentNullException.ThrowIfNull(observer);
        EventSubscription subscription = new(observer, owner, store, logger, Unsubscribe);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, added) => all.Add(added), subscription);
        return subscription;
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

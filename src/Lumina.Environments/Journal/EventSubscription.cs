using Microsoft.Extensions.Logging;

namespace Lumina.Environments;

/// <summary>One subscriber: a cursor for each environment, and a pump that runs only while there is something to read.</summary>
internal sealed partial class EventSubscription(
    IObserver<EnvironmentEvent> observer,
    string? owner,
    IEnvironmentStore store,
    ILogger logger,
    Action<EventSubscription> unsubscribe) : IDisposable
{
    private const int PageSize = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<EnvironmentId, long> _next = [];
    private readonly Queue<EnvironmentId> _changed = new();
    private readonly HashSet<EnvironmentId> _isChanged = [];
    private readonly HashSet<EnvironmentId> _foreign = [];
    private bool _pumping;
    private volatile bool _disposed;

    public void Signal(EnvironmentId environmentId, long fromSequence)
    {
        lock (_lock)
        {
            if (_disposed || _foreign.Contains(environmentId))
            {
                return;
            }

            _next.TryAdd(environmentId, fromSequence);
            if (_isChanged.Add(environmentId))
            {
                _changed.Enqueue(environmentId);
            }

            if (_pumping)
            {
                return;
            }

            _pumping = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static subscription => _ = subscription.PumpAsync(), this, preferLocal: false);
    }

    public void Dispose()
    {
        _disposed = true;
        unsubscribe(this);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (TakeChanged() is { } changed)
            {
                await DeliverAsync(changed.EnvironmentId, changed.From).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // A subscriber that throws, or a store that cannot be read: this subscription ends, and nobody else notices.
            LogUnsubscribed(logger, exception);
            Dispose();
        }
    }

    private (EnvironmentId EnvironmentId, long From)? TakeChanged()
    {
        lock (_lock)
        {
            if (_disposed || !_changed.TryDequeue(out EnvironmentId environmentId))
            {
                _pumping = false;
                return null;
            }

            _isChanged.Remove(environmentId);
            return (environmentId, _next[environmentId]);
        }
    }

    private async ValueTask DeliverAsync(EnvironmentId environmentId, long from)
    {
        if (owner is not null && from == 1 && await IsForeignAsync(environmentId).ConfigureAwait(false))
        {
            return;
        }

        IReadOnlyList<EnvironmentEvent> page = await store.ReadAsync(environmentId, from, PageSize, CancellationToken.None).ConfigureAwait(false);
        foreach (EnvironmentEvent @event in page)
        {
            if (_disposed)
            {
                return;
            }

            observer.OnNext(@event);
        }

        Advance(environmentId, from + page.Count, ended: page is [.., EnvironmentTerminated]);
        if (page.Count == PageSize)
        {
            Signal(environmentId, from + page.Count);
        }
    }

    private async ValueTask<bool> IsForeignAsync(EnvironmentId environmentId)
    {
        EnvironmentSnapshot? environment = await store.FindAsync(environmentId, CancellationToken.None).ConfigureAwait(false);
        bool foreign = environment is null || environment.Owner != owner;
        if (foreign)
        {
            lock (_lock)
            {
                _foreign.Add(environmentId);
                _next.Remove(environmentId);
            }
        }

        return foreign;
    }

    private void Advance(EnvironmentId environmentId, long next, bool ended)
    {
        lock (_lock)
        {
            if (ended)
            {
                _next.Remove(environmentId);
            }
            else
            {
                _next[environmentId] = next;
            }
        }
    }

    [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "A subscriber to the events of environments failed and is unsubscribed")]
    private static partial void LogUnsubscribed(ILogger logger, Exception exception);
}

using Microsoft.Extensions.Logging;

namespace Lumina.Environments;

/// <summary>One subscriber: a cursor for each environment, and a pump that runs only while there is something to read.</summary>
internal sealed partial class EventSubscription(
    IObserver<EnvironmentEvent> observer,
    string? owner,
    IEnvironmentStore store,
    JournalPoll? poll,
    TimeProvider timeProvider,
    ILogger logger,
    Action<EventSubscription> unsubscribe) : IDisposable
{
    private const int PageSize = 256;
    private const int MaximumReads = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<EnvironmentId, Cursor> _cursors = [];
    private readonly Queue<Cursor> _changed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _pumping;
    private volatile bool _completing;
    private volatile bool _disposed;

    /// <summary>Says that there is something to read. Signals of one environment come in the order of its journal; the first says where this subscriber begins.</summary>
    public void Signal(EnvironmentSnapshot environment, long fromSequence)
    {
        if (owner is not null && owner != environment.Owner)
        {
            return;
        }

        lock (_lock)
        {
            // What this process has written may have been seen in the store already, and the other way.
            if (_disposed || (poll is null ? fromSequence : poll.Note(environment, fromSequence)) is not { } first)
            {
                return;
            }

            if (!_cursors.TryGetValue(environment.Id, out Cursor? cursor))
            {
                _cursors[environment.Id] = cursor = new Cursor(environment.Id) { Next = first };
            }

            cursor.HasEnded |= !environment.IsActive;
            cursor.Signalled = Math.Max(cursor.Signalled, environment.Version);
            Enqueue(cursor);
            if (_pumping)
            {
                return;
            }

            _pumping = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static subscription => _ = subscription.PumpAsync(), this, preferLocal: false);
    }

    /// <summary>Completes when the store is read for it no more.</summary>
    public Task Ended => _ended.Task;

    public void Dispose()
    {
        Close();
        _ended.TrySetResult();
    }

    /// <summary>Tells the subscriber that nothing more comes, once it is told what has come, as far as the store can still be read.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _completing = true;
            poll?.Dispose();
            if (_pumping)
            {
                return;
            }

            _pumping = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static subscription => _ = subscription.PumpAsync(), this, preferLocal: false);
    }

    private void Close()
    {
        _disposed = true;
        poll?.Dispose();
        unsubscribe(this);
    }

    private async Task PumpAsync()
    {
        try
        {
            bool completes;
            while (TakeChanged(out completes) is { } cursor)
            {
                if (await ReadAsync(cursor).ConfigureAwait(false) is { } page)
                {
                    Deliver(page);
                    Advance(cursor, page.Count);
                }
            }

            if (completes)
            {
                Close();
                observer.OnCompleted();
                _ended.TrySetResult();
            }
        }
        catch (Exception exception)
        {
            // A subscriber that throws: this subscription ends, and nobody else notices.
            LogUnsubscribed(logger, exception);
            Dispose();
        }
    }

    /// <summary>The next journal to read; null where there is none.</summary>
    /// <param name="completes">Whether the subscriber is to be told that nothing more comes. From then on nobody else tells it anything.</param>
    private Cursor? TakeChanged(out bool completes)
    {
        lock (_lock)
        {
            completes = false;
            if (!_disposed && _changed.TryDequeue(out Cursor? cursor))
            {
                cursor.IsQueued = false;
                return cursor;
            }

            completes = _completing && !_disposed;
            _disposed |= completes;
            _pumping = completes;
            return null;
        }
    }

    /// <summary>The next page; null where the store cannot be read: again and again: the subscription ends, and the subscriber is told; or it is being disposed of.</summary>
    private async ValueTask<IReadOnlyList<EnvironmentEvent>?> ReadAsync(Cursor cursor)
    {
        for (int read = 1; ; read++)
        {
            try
            {
                return await store.ReadAsync(cursor.EnvironmentId, cursor.Next, PageSize, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception) when (read < MaximumReads && !_disposed && !_completing)
            {
                // A store that does not answer now may do so soon, and nothing is lost until then: signals alone were given.
                await Task.Delay(read * Pause, timeProvider, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception) when (_completing)
            {
                // The store is being disposed of, too.
                return null;
            }
            catch (Exception exception)
            {
                LogUnreadable(logger, cursor.EnvironmentId, exception);
                Dispose();
                observer.OnError(exception);
                return null;
            }
        }
    }

    private void Deliver(IReadOnlyList<EnvironmentEvent> page)
    {
        foreach (EnvironmentEvent @event in page)
        {
            if (_disposed)
            {
                return;
            }

            observer.OnNext(@event);
        }
    }

    private void Advance(Cursor cursor, int count)
    {
        lock (_lock)
        {
            cursor.Next += count;
            if (count == PageSize)
            {
                Enqueue(cursor);
            }
            else if (cursor is { HasEnded: true, IsQueued: false } && cursor.Next <= cursor.Signalled + 1)
            {
                // What was signalled was read (or is not in the store any more), and nothing beyond it. What comes after it all the same, such as the end of one that had failed, is signalled with where it begins; read before its signal, it would be seen twice.
                _cursors.Remove(cursor.EnvironmentId);
            }
        }
    }

    private void Enqueue(Cursor cursor)
    {
        if (!cursor.IsQueued)
        {
            cursor.IsQueued = true;
            _changed.Enqueue(cursor);
        }
    }

    [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "A subscriber to the events of environments failed and is unsubscribed")]
    private static partial void LogUnsubscribed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 101, Level = LogLevel.Error, Message = "The journal of environment {EnvironmentId} cannot be read for a subscriber, which is unsubscribed")]
    private static partial void LogUnreadable(ILogger logger, EnvironmentId environmentId, Exception exception);

    private sealed class Cursor(EnvironmentId environmentId)
    {
        public EnvironmentId EnvironmentId => environmentId;

        public long Next { get; set; }

        public bool IsQueued { get; set; }

        public bool HasEnded { get; set; }

        /// <summary>The last event that was signalled.</summary>
        public long Signalled { get; set; }
    }
}

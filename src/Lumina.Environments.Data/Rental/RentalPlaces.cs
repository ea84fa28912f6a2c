using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>How many rented databases of one component are live, those included that are being taken away; and those that were given back and are ready for the next.</summary>
internal sealed class RentalPlaces(DataOptions options, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(options.MaximumRentedDatabases);
    private readonly ConcurrentDictionary<Task, byte> _givingBack = [];
    private readonly Queue<ReturnedDatabase> _returned = [];
    private readonly Queue<TaskCompletionSource<ReturnedDatabase?>> _promises = [];
    private readonly Lock _gate = new();

    /// <summary>How many are being put right of which nobody waits for one.</summary>
    private int _unpromised;
    private bool _isClosed;

    /// <summary>Takes a place, and waits for one where there is none.</summary>
    /// <exception cref="ProviderException">None became free in time.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException exception)
        {
            throw new ProviderException("its component was destroyed meanwhile", exception);
        }
    }

    /// <summary>Makes the place free for the next.</summary>
    public void Leave()
    {
        try
        {
            _free.Release();
        }
        catch (ObjectDisposedException)
        {
            // Given back after the component was gone: nobody waits for the place.
        }
    }

    /// <summary>Takes one that was given back. Where it is being put right, it is waited for: that takes less than to make another.</summary>
    /// <returns>Null where there is none, or it could not be put right.</returns>
    /// <remarks>Whoever has entered takes these first: so those that are ready and those that are live are never more than there are places.</remarks>
    public async Task<ReturnedDatabase?> TakeReturnedAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<ReturnedDatabase?> promise;
        lock (_gate)
        {
            if (_returned.TryDequeue(out ReturnedDatabase? returned) || _unpromised == 0)
            {
                return returned;
            }

            _unpromised--;
            promise = new TaskCompletionSource<ReturnedDatabase?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _promises.Enqueue(promise);
        }

        try
        {
            return await promise.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            bool isGivenUp;
            lock (_gate)
            {
                isGivenUp = promise.TrySetCanceled(cancellationToken);
                _unpromised += isGivenUp ? 1 : 0;
            }

            if (!isGivenUp && await promise.Task.ConfigureAwait(false) is { } late)
            {
                lock (_gate)
                {
                    _returned.Enqueue(late);
                }
            }

            throw;
        }
    }

    /// <summary>Begins to put one right; false where enough are kept.</summary>
    public bool BeginPuttingRight()
    {
        lock (_gate)
        {
            if (_isClosed || _returned.Count + _unpromised >= options.MaximumSpares)
            {
                return false;
            }

            _unpromised++;
            return true;
        }
    }

    /// <summary>Gives what was put right to who waits for it, or keeps it for the next.</summary>
    /// <param name="returned">Null where it could not be put right.</param>
    /// <returns>Whether somebody has it now, or will.</returns>
    public bool EndPuttingRight(ReturnedDatabase? returned)
    {
        lock (_gate)
        {
            while (_promises.TryDequeue(out TaskCompletionSource<ReturnedDatabase?>? promise))
            {
                if (promise.TrySetResult(_isClosed ? null : returned))
                {
                    return returned is not null && !_isClosed;
                }
            }

            _unpromised--;
            if (returned is null || _isClosed)
            {
                return false;
            }

            _returned.Enqueue(returned);
            return true;
        }
    }

    /// <summary>Keeps none any more.</summary>
    /// <returns>Those that are kept.</returns>
    public IReadOnlyList<ReturnedDatabase> Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            ReturnedDatabase[] kept = [.. _returned];
            _returned.Clear();
            return kept;
        }
    }

    /// <summary>Has <see cref="DisposeAsync"/> wait for a database that is being taken away.</summary>
    public void Watch(Task givingBack)
    {
        _givingBack[givingBack] = 0;
        _ = givingBack.ContinueWith(done => _givingBack.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits until all that is being taken away is gone, or failed to go. Who waits for a place is told that there is none any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_givingBack.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _free.Dispose();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_free.Wait(0, cancellationToken))
        {
            return;
        }

        long started = timeProvider.GetTimestamp();
        using CancellationTokenSource bound = new(options.RentTimeout, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await _free.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(
                $"{options.MaximumRentedDatabases} databases like it are live, as many as may be, and none was given back within {timeProvider.GetElapsedTime(started).TotalSeconds:0} seconds. "
                + $"Dispose what you have rented as soon as a test ends, run fewer tests at once, or raise {nameof(DataOptions)}.{nameof(DataOptions.MaximumRentedDatabases)}.");
        }
    }
}

using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>How many rented databases of one component are live, those included that are being taken away.</summary>
internal sealed class RentalPlaces(DataOptions options, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(options.MaximumRentedDatabases);
    private readonly ConcurrentDictionary<Task, byte> _givingBack = [];

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

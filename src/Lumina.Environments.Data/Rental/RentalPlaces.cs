using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Data;

/// <summary>How many rented databases of one component are live, those included that are being taken away.</summary>
internal sealed partial class RentalPlaces(DataOptions options, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(options.MaximumRentedDatabases);
    private readonly ConcurrentDictionary<Task, byte> _takingAway = [];

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

    /// <summary>Takes a database away beside its former renter, who goes on: that takes longer than a test should wait for it. One that does not go keeps its place, and ends with the component.</summary>
    /// <param name="name">The database.</param>
    /// <param name="logger">Where it is told that one did not go.</param>
    /// <param name="takeAwayAsync">Takes it away.</param>
    public void TakeAway(string name, ILogger logger, Func<Task> takeAwayAsync)
    {
        Task takingAway = Task.Run(TakeAwayAsync);
        _takingAway[takingAway] = 0;
        _ = takingAway.ContinueWith(done => _takingAway.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        async Task TakeAwayAsync()
        {
            try
            {
                await takeAwayAsync().ConfigureAwait(false);
                Leave();
            }
#pragma warning disable CA1031 // Nobody waits for it who could be told otherwise.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                NotTakenAway(logger, name, exception);
            }
        }
    }

    /// <summary>Waits until all that is being taken away is gone, or failed to go. Who waits for a place is told that there is none any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_takingAway.Keys).ConfigureAwait(false);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rented database '{Name}' was given back and could not be taken away. It keeps its place until its component is destroyed, and goes with that")]
    private static partial void NotTakenAway(ILogger logger, string name, Exception exception);
}

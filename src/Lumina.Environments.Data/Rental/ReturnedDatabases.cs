namespace Lumina.Environments.Data;

/// <summary>Databases like one component's that were given back: those that are ready for the next renter, and those that are being put right.</summary>
/// <param name="maximum">How many are kept, and how many are put right at once.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="drop">Has one dropped that nobody will have any more.</param>
internal sealed class ReturnedDatabases(int maximum, TimeProvider timeProvider, Action<ReturnedDatabase> drop) : IAsyncDisposable
{
    /// <summary>To put a database right takes milliseconds, and less than to make another; where it takes longer, another is made.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Queue<ReturnedDatabase> _ready = [];
    private readonly Queue<TaskCompletionSource<ReturnedDatabase?>> _promises = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private int _puttingRight;

    /// <summary>How many are being put right of which nobody waits for one.</summary>
    private int _unpromised;
    private bool _isClosed;

    /// <summary>Cancelled when nobody rents any more.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Takes one that was given back and is ready; null where there is none.</summary>
    /// <remarks>Whoever has a place takes these first: so those that are ready and those that are live are never more than there are places.</remarks>
    public ReturnedDatabase? Take()
    {
        lock (_gate)
        {
            return _ready.TryDequeue(out ReturnedDatabase? returned) ? returned : null;
        }
    }

    /// <summary>Waits for one that is being put right; null where there is none, where it takes too long, or where it could not be put right.</summary>
    public async Task<ReturnedDatabase?> WaitAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<ReturnedDatabase?> promise;
        lock (_gate)
        {
            if (_unpromised == 0)
            {
                return null;
            }

            _unpromised--;
            promise = new TaskCompletionSource<ReturnedDatabase?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _promises.Enqueue(promise);
        }

        try
        {
            return await promise.Task.WaitAsync(Patience, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            bool isGivenUp;
            lock (_gate)
            {
                isGivenUp = promise.TrySetCanceled(CancellationToken.None);
                _unpromised += isGivenUp ? 1 : 0;
            }

            // It came at the last moment.
            ReturnedDatabase? late = isGivenUp ? null : await promise.Task.ConfigureAwait(false);
            if (exception is TimeoutException)
            {
                return late;
            }

            if (late is not null)
            {
                PutBack(late);
            }

            throw;
        }
    }

    /// <summary>Keeps one that was taken and not used.</summary>
    public void PutBack(ReturnedDatabase returned)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _ready.Enqueue(returned);
                return;
            }
        }

        drop(returned);
    }

    /// <summary>Has one dropped.</summary>
    public void Drop(ReturnedDatabase returned) => drop(returned);

    /// <summary>Begins to put one right; false where enough are kept, or are on their way.</summary>
    public bool BeginPuttingRight()
    {
        lock (_gate)
        {
            if (_isClosed || _puttingRight >= maximum || _ready.Count + _unpromised >= maximum)
            {
                return false;
            }

            _puttingRight++;
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
            _puttingRight--;
            ReturnedDatabase? given = _isClosed ? null : returned;
            while (_promises.TryDequeue(out TaskCompletionSource<ReturnedDatabase?>? promise))
            {
                if (promise.TrySetResult(given))
                {
                    return given is not null;
                }
            }

            _unpromised--;
            if (given is not null)
            {
                _ready.Enqueue(given);
            }

            return given is not null;
        }
    }

    /// <summary>Keeps none any more, and drops those that are kept.</summary>
    public async ValueTask DisposeAsync()
    {
        ReturnedDatabase[] kept;
        lock (_gate)
        {
            _isClosed = true;
            kept = [.. _ready];
            _ready.Clear();
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (ReturnedDatabase returned in kept)
        {
            drop(returned);
        }
    }
}

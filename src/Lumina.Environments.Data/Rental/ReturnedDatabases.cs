namespace Lumina.Environments.Data;

/// <summary>Databases like one component's that were given back: those that are as they were made, for the next who rents, and how many are on their way there.</summary>
/// <param name="maximum">How many there may be.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ReturnedDatabases(int maximum, TimeProvider timeProvider) : IDisposable
{
    /// <summary>To put a database right takes milliseconds, and less than to make another; where it takes longer, another is made.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Queue<RentedCopy> _ready = [];
    private readonly SemaphoreSlim _isReady = new(0);
    private readonly Lock _gate = new();
    private int _coming;
    private int _waiting;

    /// <summary>Takes one, and waits for one that is on its way if nobody else does; null where there is none.</summary>
    public async Task<RentedCopy?> TakeAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_ready.Count + _coming <= _waiting)
            {
                return null;
            }

            _waiting++;
        }

        try
        {
            using CancellationTokenSource bound = new(Patience, timeProvider);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
            await _isReady.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            lock (_gate)
            {
                _waiting--;
            }
        }

        lock (_gate)
        {
            return _ready.TryDequeue(out RentedCopy? ready) ? ready : null;
        }
    }

    /// <summary>Puts one right and keeps it; false where enough are kept, or where it can't be put right.</summary>
    public async Task<bool> TryKeepAsync(RentedCopy returned, Func<Task<bool>> tryPutRight)
    {
        lock (_gate)
        {
            if (_ready.Count + _coming >= maximum)
            {
                return false;
            }

            _coming++;
        }

        bool isRight = false;
        try
        {
            return isRight = await tryPutRight().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _coming--;
                if (isRight)
                {
                    _ready.Enqueue(returned);
                    _isReady.Release();
                }
            }
        }
    }

    /// <summary>Takes all that are ready.</summary>
    public IReadOnlyList<RentedCopy> TakeAll()
    {
        lock (_gate)
        {
            RentedCopy[] all = [.. _ready];
            _ready.Clear();
            return all;
        }
    }

    public void Dispose() => _isReady.Dispose();
}

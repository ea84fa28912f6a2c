using System.Threading.Channels;

namespace Lumina.Environments.Data;

/// <summary>Databases like one component's that were given back: those that are as they were made, for the next who rents, and how many are on their way there.</summary>
/// <param name="maximum">How many there may be for which nobody waits.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ReturnedDatabases(int maximum, TimeProvider timeProvider)
{
    /// <summary>To put a database right takes milliseconds, and less than to make another, however busy the machine is; where it takes this long, another is made.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // One that does not come after all is null.
    private readonly Channel<RentedCopy?> _arrivals = Channel.CreateUnbounded<RentedCopy?>();
    private readonly Lock _gate = new();
    private int _ready;
    private int _coming;
    private int _waiting;

    /// <summary>Takes one, and waits for one that is on its way if nobody else does; null where there is none.</summary>
    public async Task<RentedCopy?> TakeAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_ready + _coming <= _waiting)
            {
                return null;
            }

            _waiting++;
        }

        RentedCopy? taken = null;
        try
        {
            using CancellationTokenSource bound = new(Patience, timeProvider);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
            taken = await _arrivals.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It takes too long.
        }
        finally
        {
            lock (_gate)
            {
                _waiting--;
                _ready -= taken is null ? 0 : 1;
            }
        }

        return taken;
    }

    /// <summary>Puts one right and keeps it; false where enough are kept, or where it can't be put right.</summary>
    public async Task<bool> TryKeepAsync(RentedCopy returned, Func<Task<bool>> tryPutRight)
    {
        lock (_gate)
        {
            if (maximum == 0 || _ready + _coming - _waiting >= maximum)
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
                _ready += isRight ? 1 : 0;

                // Whoever waits for one that does not come makes another.
                if (isRight || _waiting > _ready + _coming)
                {
                    _arrivals.Writer.TryWrite(isRight ? returned : null);
                }
            }
        }
    }

    /// <summary>Takes all that are ready.</summary>
    public IReadOnlyList<RentedCopy> TakeAll()
    {
        List<RentedCopy> all = [];
        while (_arrivals.Reader.TryRead(out RentedCopy? arrived))
        {
            if (arrived is not null)
            {
                all.Add(arrived);
            }
        }

        return all;
    }
}

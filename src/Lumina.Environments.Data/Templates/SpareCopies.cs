using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>Copies of one template that are ready. They are made beside everything else: one at first, more where they are taken faster than they are made.</summary>
internal sealed class SpareCopies(DatabaseTemplate template, DatabaseCopies copies, SemaphoreSlim makers, int maximum, TimeProvider timeProvider) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Queue<DatabaseCopy> _ready = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _refilling = Task.CompletedTask;
    private int _wanted;

    public DatabaseTemplate Template => template;

    public async Task<DatabaseCopy> TakeAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            bool found = _ready.TryDequeue(out DatabaseCopy? spare);
            _wanted = Math.Min(maximum, found ? Math.Max(_wanted, 1) : Math.Max(1, _wanted * 2));
            if (found)
            {
                // Whoever takes one goes on with it now, and should have the machine for it.
                Refill(Pause);
                return spare!;
            }
        }

        DatabaseCopy made = await copies.MakeAsync(template, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            Refill(TimeSpan.Zero);
        }

        return made;
    }

    /// <summary>Takes back what was not used after all.</summary>
    public void Return(DatabaseCopy copy)
    {
        lock (_gate)
        {
            _ready.Enqueue(copy);
        }
    }

    /// <summary>Makes no more, and drops those that are ready.</summary>
    public async Task DropAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync().ConfigureAwait(false);
        while (_ready.TryDequeue(out DatabaseCopy? spare))
        {
            await copies.DropAsync(spare.Name, spare.Name, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        Task refilling;
        lock (_gate)
        {
            refilling = _refilling;
        }

        await refilling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Refill(TimeSpan pause)
    {
        if (_refilling.IsCompleted && !_closing.IsCancellationRequested && _ready.Count < _wanted)
        {
            _refilling = Task.Run(() => RefillAsync(pause), CancellationToken.None);
        }
    }

    private async Task RefillAsync(TimeSpan pause)
    {
        await Task.Delay(pause, timeProvider, _closing.Token).ConfigureAwait(false);
        while (Missing() is > 0 and int missing)
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(missing, 2)).Select(_ => AddAsync())).ConfigureAwait(false);
        }
    }

    private int Missing()
    {
        lock (_gate)
        {
            return _closing.IsCancellationRequested ? 0 : _wanted - _ready.Count;
        }
    }

    private async Task AddAsync()
    {
        await makers.WaitAsync(_closing.Token).ConfigureAwait(false);
        try
        {
            DatabaseCopy copy = await copies.MakeAsync(template, _closing.Token).ConfigureAwait(false);
            Return(copy);
        }
        catch (ProviderException)
        {
            // Whoever needs one makes it then, and hears of the error.
            lock (_gate)
            {
                _wanted = 0;
            }
        }
        finally
        {
            makers.Release();
        }
    }
}

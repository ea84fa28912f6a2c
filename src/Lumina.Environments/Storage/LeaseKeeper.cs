namespace Lumina.Environments;

/// <summary>Holds this process's lease on one environment for as long as somebody here operates on it, and renews it. The first hold takes the lease, the last gives it back.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose; the timer goes with the last hold.")]
internal sealed class LeaseKeeper(EnvironmentId environmentId, IEnvironmentStore store, IProcessInspector processes, TimeSpan duration, TimeProvider timeProvider)
{
    private const int RenewalsInDuration = 6;

    /// <summary>With pauses that double from 5 seconds: for two hours and more.</summary>
    private const int MaximumReleases = 11;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly LeaseAcquisition _acquisition = new(environmentId, store, processes, duration, timeProvider);
    private EnvironmentLease? _lease;
    private ITimer? _renewal;
    private int _holds;
    private int _renewing;

    /// <summary>Called once the lease was taken, before anybody uses it, and by <see cref="CatchUpAsync"/>: others may have written since it was last held.</summary>
    public Func<Task> Taken { get; set; } = () => Task.CompletedTask;

    /// <summary>Called when somebody has asked through the store for the environment's termination.</summary>
    public Action<string> TerminationRequested { get; set; } = _ => { };

    /// <inheritdoc cref="LeaseAcquisition.Waiting" />
    public Action<EnvironmentLease> Waiting { set => _acquisition.Waiting = value; }

    /// <inheritdoc cref="LeaseAcquisition.EnvironmentName" />
    public Func<string?> EnvironmentName { set => _acquisition.EnvironmentName = value; }

    /// <summary>Called when the lease was lost while it was held.</summary>
    public Action<EnvironmentLeaseLostException> Lost { get; set; } = _ => { };

    /// <summary>The lease that is held.</summary>
    /// <exception cref="EnvironmentLeaseLostException">None is.</exception>
    public EnvironmentLease Current => Volatile.Read(ref _lease)
        ?? throw new EnvironmentLeaseLostException($"Nobody in this process operates on environment {environmentId} any more.") { EnvironmentId = environmentId };

    /// <summary>The token of the lease that is held; 0 where none is.</summary>
    public long FencingToken => Volatile.Read(ref _lease)?.FencingToken ?? 0;

    /// <summary>Holds the lease, taking it where it is not held yet. Waits while another process operates on the environment.</summary>
    /// <param name="wait">How long to wait for the other.</param>
    /// <param name="terminating">Who terminates the environment, so that the other is asked to make way; null where nobody does.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="EnvironmentLeaseHeldException">The other still operates on it.</exception>
    public async Task HoldAsync(TimeSpan wait, string? terminating, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_holds == 0)
            {
                Volatile.Write(ref _lease, await _acquisition.TakeAsync(wait, terminating, cancellationToken).ConfigureAwait(false));
                await TakenAsync().ConfigureAwait(false);
                TimeSpan pause = duration / RenewalsInDuration;
                _renewal = timeProvider.CreateTimer(static keeper => _ = ((LeaseKeeper)keeper!).RenewAsync(), this, pause, pause);
            }

            _holds++;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends one hold.</summary>
    public async Task LetGoAsync()
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (--_holds == 0)
            {
                await GiveBackAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Has what others have written read where nobody here holds the lease; where somebody does, nothing else can have been written.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_holds == 0)
            {
                await Taken().ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes the lease that is held once more, under a new token: what may still be under way under the old one is refused from now on.</summary>
    public async Task RetakeAsync() =>
        Volatile.Write(ref _lease, await store.AcquireLeaseAsync(environmentId, processes.Current, duration, CancellationToken.None).ConfigureAwait(false));

    private async Task TakenAsync()
    {
        try
        {
            await Taken().ConfigureAwait(false);
        }
        catch
        {
            await GiveBackAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task GiveBackAsync()
    {
        if (_renewal is not null)
        {
            await _renewal.DisposeAsync().ConfigureAwait(false);
            _renewal = null;
        }

        if (Interlocked.Exchange(ref _lease, null) is { } lease)
        {
            try
            {
                await store.ReleaseLeaseAsync(lease, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // While this process lives nobody else takes over a lease that it has not given back.
                _ = ReleaseLaterAsync(lease);
            }

            _acquisition.End();
        }
    }

    private async Task ReleaseLaterAsync(EnvironmentLease lease)
    {
        TimeSpan pause = duration / RenewalsInDuration;
        for (int attempt = 0; attempt < MaximumReleases; attempt++, pause *= 2)
        {
            await Task.Delay(pause, timeProvider, CancellationToken.None).ConfigureAwait(false);
            try
            {
                await store.ReleaseLeaseAsync(lease, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (Exception)
            {
                // A store that does not answer now may do so later.
            }
        }
    }

    private async Task RenewAsync()
    {
        // A store that is slow to answer must not be asked twice at once.
        if (Volatile.Read(ref _lease) is not { } lease || Interlocked.Exchange(ref _renewing, 1) != 0)
        {
            return;
        }

        try
        {
            EnvironmentLease renewed = await store.RenewLeaseAsync(lease, duration, CancellationToken.None).ConfigureAwait(false);
            if (Interlocked.CompareExchange(ref _lease, renewed, lease) == lease && renewed.TerminationRequestedBy is { } actor)
            {
                TerminationRequested(actor);
            }
        }
        catch (EnvironmentLeaseLostException exception)
        {
            if (Volatile.Read(ref _lease) == lease)
            {
                Lost(exception);
            }
        }
        catch (Exception)
        {
            // A store that does not answer now may do so at the next renewal; if it does not until the lease has expired, the next commit says so.
        }
        finally
        {
            Volatile.Write(ref _renewing, 0);
        }
    }
}

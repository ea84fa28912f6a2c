namespace Lumina.Environments;

/// <summary>Holds this process's lease on one environment for as long as somebody here operates on it, and renews it. The first hold takes the lease, the last gives it back.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose; the timer goes with the last hold.")]
internal sealed class LeaseKeeper(EnvironmentId environmentId, IEnvironmentStore store, IProcessInspector processes, TimeSpan duration, TimeProvider timeProvider)
{
    private const int RenewalsInDuration = 6;

    // Others hold a lease for moments as a rule: asked again soon at first, then less and less often.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    // A process that does one verb after another gives its lease back for less than a millisecond between them, in which nobody can look and take it.
    // After a while it stands back for long enough that one who has waited for long, and so looks often, meets the moment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ImpatientPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StandingBack = 5 * ImpatientPause;
    private const int MostTurnsInARow = 8;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private EnvironmentLease? _lease;
    private ITimer? _renewal;
    private int _holds;
    private int _renewing;
    private int _turnsInARow;
    private long _firstTurn;
    private long _lastTurnEnded;

    /// <summary>Called once the lease was taken, before anybody uses it: others may have written since it was last held.</summary>
    public Func<Task> Taken { get; set; } = () => Task.CompletedTask;

    /// <summary>Called when somebody has asked through the store for the environment's termination.</summary>
    public Action<string> TerminationRequested { get; set; } = _ => { };

    /// <summary>Called once for each wait that takes longer than a moment, with the lease that is in the way.</summary>
    public Action<EnvironmentLease> Waiting { get; set; } = _ => { };

    /// <summary>The environment's name, for messages; null where it is not known.</summary>
    public Func<string?> EnvironmentName { get; set; } = () => null;

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
                await StandBackAsync(cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _lease, await TakeAsync(wait, terminating, cancellationToken).ConfigureAwait(false));
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
            await store.ReleaseLeaseAsync(lease, CancellationToken.None).ConfigureAwait(false);
            _lastTurnEnded = timeProvider.GetTimestamp();
        }
    }

    private async Task StandBackAsync(CancellationToken cancellationToken)
    {
        if (!store.IsDurable)
        {
            return; // no other process sees it
        }

        if (_turnsInARow > 0 && timeProvider.GetElapsedTime(_lastTurnEnded) > ImpatientPause)
        {
            _turnsInARow = 0;
        }

        if (_turnsInARow >= MostTurnsInARow && timeProvider.GetElapsedTime(_firstTurn) > Patience)
        {
            await Task.Delay(StandingBack, timeProvider, cancellationToken).ConfigureAwait(false);
            _turnsInARow = 0;
        }

        _firstTurn = _turnsInARow == 0 ? timeProvider.GetTimestamp() : _firstTurn;
        _turnsInARow++;
    }

    private async Task<EnvironmentLease> TakeAsync(TimeSpan wait, string? terminating, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        TimeSpan pause = FirstPause;
        bool isTold = false;
        while (true)
        {
            EnvironmentLease held;
            if (await FindLivingAsync(cancellationToken).ConfigureAwait(false) is { } living)
            {
                held = living;
            }
            else
            {
                try
                {
                    return await store.AcquireLeaseAsync(environmentId, processes.Current, duration, cancellationToken).ConfigureAwait(false);
                }
                catch (EnvironmentLeaseHeldException exception)
                {
                    held = exception.Lease!;
                }
            }

            if (timeProvider.GetElapsedTime(started) >= wait)
            {
                throw Describe(held, wait > TimeSpan.Zero ? $" This call has waited for {wait}." : "");
            }

            if (terminating is not null)
            {
                await store.RequestTerminationAsync(environmentId, terminating, cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
            if (timeProvider.GetElapsedTime(started) <= Patience)
            {
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                continue;
            }

            pause = ImpatientPause;
            if (!isTold)
            {
                Waiting(held);
                isTold = true;
            }
        }
    }

    // The lease of another process that lives on this machine: one that does not renew is held up (a breakpoint, a sleeping laptop), and nobody takes over from it.
    // A process that is gone renews nothing: its lease need not expire first. Of one on another machine the store knows whether its lease has expired.
    private async Task<EnvironmentLease?> FindLivingAsync(CancellationToken cancellationToken)
    {
        if (await store.FindLeaseAsync(environmentId, cancellationToken).ConfigureAwait(false) is not { } held || held.Holder == processes.Current)
        {
            return null;
        }

        bool? isAlive = processes.IsAlive(held.Holder);
        if (isAlive == false)
        {
            await store.BreakLeaseAsync(held, cancellationToken).ConfigureAwait(false);
        }

        return isAlive == true ? held : null;
    }

    private EnvironmentLeaseHeldException Describe(EnvironmentLease held, string waited)
    {
        string? name = EnvironmentName();
        string environment = name is null ? $"Environment {environmentId}" : $"'{name}' ({environmentId})";
        return new($"{environment} is operated on by {held.Holder} ({Outlook(held)}).{waited} Try again when it is done, or break its lease with {nameof(IEnvironmentManager)}.{nameof(IEnvironmentManager.BreakLeaseAsync)} where it hangs.")
        {
            EnvironmentId = environmentId,
            EnvironmentName = name,
            Lease = held,
        };
    }

    private string Outlook(EnvironmentLease held) => processes.IsAlive(held.Holder) == true
        ? "which lives on this machine: nobody takes over from it"
        : $"lease until {held.ExpiresAt:u}";

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

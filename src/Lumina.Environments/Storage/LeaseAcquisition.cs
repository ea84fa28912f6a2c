namespace Lumina.Environments;

/// <summary>Takes the lease on one environment when it is this process's turn: waits while another process has it, and lets those that wait have theirs.</summary>
internal sealed class LeaseAcquisition(EnvironmentId environmentId, IEnvironmentStore store, IProcessInspector processes, TimeSpan duration, TimeProvider timeProvider)
{
    // Others hold a lease for moments as a rule: asked again soon at first, then less and less often.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    // A process that does one verb after another gives its lease back for less than a millisecond between them, in which nobody can look and take it.
    // After a while it stands back for long enough that one who has waited for long, and so looks often, meets the moment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ImpatientPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StandingBack = 5 * ImpatientPause;
    private const int MostTurnsInARow = 8;

    private int _turnsInARow;
    private long _firstTurn;
    private long _lastTurnEnded;

    /// <summary>Called once for each wait that takes longer than a moment, with the lease that is in the way.</summary>
    public Action<EnvironmentLease> Waiting { get; set; } = _ => { };

    /// <summary>The environment's name, for messages; null where it is not known.</summary>
    public Func<string?> EnvironmentName { get; set; } = () => null;

    /// <summary>Takes the lease.</summary>
    /// <param name="wait">How long to wait for another process.</param>
    /// <param name="terminating">Who terminates the environment, so that the other is asked to make way; null where nobody does.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="EnvironmentLeaseHeldException">The other still operates on the environment.</exception>
    public async Task<EnvironmentLease> TakeAsync(TimeSpan wait, string? terminating, CancellationToken cancellationToken)
    {
        await StandBackAsync(cancellationToken).ConfigureAwait(false);
        return await WaitAsync(wait, terminating, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Called when the lease was given back.</summary>
    public void End() => _lastTurnEnded = timeProvider.GetTimestamp();

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

    private async Task<EnvironmentLease> WaitAsync(TimeSpan wait, string? terminating, CancellationToken cancellationToken)
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
}

using System.Diagnostics;

namespace Lumina.Environments;

/// <summary>One verb at work on one environment: who acts, until when, and what ended it early.</summary>
internal sealed class Operation : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation;
    private readonly CancellationToken _caller;
    private readonly TimeProvider _timeProvider;
    private readonly long _startedAt;
    private readonly Activity? _activity;
    private ITimer? _timer;
    private TimeSpan _timeout;
    private bool _entered;
    private bool _disposed;

    public Operation(EnvironmentSession session, EnvironmentVerb verb, string actor, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        (Session, Verb, Actor, _timeProvider, _caller) = (session, verb, actor, timeProvider, cancellationToken);
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _startedAt = timeProvider.GetTimestamp();
        _activity = EnvironmentTelemetry.StartOperation(verb, session.Snapshot);
    }

    public EnvironmentSession Session { get; }

    public EnvironmentVerb Verb { get; }

    public string Actor { get; }

    public EnvironmentSnapshot Snapshot => Session.Snapshot;

    /// <summary>How long it may take at most, whatever <see cref="LimitTo"/> is told; null for no such limit.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>How components must be reset by it; null for the best way.</summary>
    public ResetWay? ResetWay { get; init; }

    public ActivityContext TraceContext => _activity?.Context ?? default;

    /// <summary>Cancelled when the caller cancels, somebody interrupts or the time is up.</summary>
    public CancellationToken Token => _cancellation.Token;

    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(_startedAt);

    /// <summary>Who interrupted it; null where nobody did.</summary>
    public string? InterruptedBy { get; private set; }

    public bool TimedOut { get; private set; }

    /// <summary>Whether another process operates on the environment now.</summary>
    public bool LostLease { get; private set; }

    public bool CancelledByCaller => _caller.IsCancellationRequested && InterruptedBy is null && !TimedOut && !LostLease;

    public CancellationToken Caller => _caller;

    /// <summary>Why it ended early, in words; null where it did not.</summary>
    public string? EndedEarly =>
        InterruptedBy is not null ? $"it was interrupted: {InterruptedBy} terminated the environment"
        : LostLease ? "its lease was lost to another process"
        : TimedOut ? $"it took longer than its timeout of {_timeout}"
        : _caller.IsCancellationRequested ? "the caller cancelled it"
        : null;

    /// <summary>Whether something ended it early that was not its caller.</summary>
    public bool EndedByOthers => EndedEarly is not null && !CancelledByCaller;

    /// <summary>What its caller is told where others ended it.</summary>
    /// <param name="outcome">What came of it, such as that an environment was not extended.</param>
    public EnvironmentException ToException(string outcome) => new($"{outcome}: {EndedEarly}.") { EnvironmentId = Session.Id, EnvironmentName = Snapshot.Name };

    /// <summary>Waits for its turn.</summary>
    /// <param name="wait">How long to wait for another process that operates on the environment.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task EnterAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        await Session.EnterAsync(this, wait, cancellationToken).ConfigureAwait(false);
        _entered = true;
    }

    public void LimitTo(TimeSpan timeout)
    {
        _timeout = Limit is { } limit && (limit < timeout || timeout == Timeout.InfiniteTimeSpan) ? limit : timeout;
        _timer = _timeProvider.CreateTimer(static state => ((Operation)state!).TimeOut(), this, _timeout, Timeout.InfiniteTimeSpan);
    }

    public void Lose() => Cancel(() => LostLease = true);

    public void Interrupt(string actor) => Cancel(() => InterruptedBy ??= actor);

    public async Task<EnvironmentSnapshot> AppendAsync(params EnvironmentEvent[] events) =>
        Session.ProcessOutputs.LayOver(await Session.Journal.AppendAsync(new JournalAppend(Actor, events)).ConfigureAwait(false));

    public void Fail(string error) => _activity?.SetStatus(ActivityStatusCode.Error, error);

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _timer?.Dispose();
            _cancellation.Dispose();
        }

        if (_entered)
        {
            await Session.LeaveAsync().ConfigureAwait(false);
        }

        _activity?.Dispose();
    }

    // A breakpoint must not end what is being looked at: the time begins anew.
    private void TimeOut()
    {
        if (Session.Processes.IsDebugged)
        {
            _timer?.Change(_timeout, Timeout.InfiniteTimeSpan);
            return;
        }

        Cancel(() => TimedOut = true);
    }

    private void Cancel(Action sayWhy)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                sayWhy();

                // Its callbacks run on the pool: whoever cancels must not carry out what the cancelled operation does next.
                _ = _cancellation.CancelAsync();
            }
        }
    }
}

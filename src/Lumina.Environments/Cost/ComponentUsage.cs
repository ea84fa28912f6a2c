namespace Lumina.Environments;

/// <summary>How long one component has been there and has run, as its journal tells. A doubt counts as use: what a platform was asked for costs until it is known to be gone.</summary>
internal sealed class ComponentUsage
{
    private TimeSpan _there;
    private TimeSpan _running;
    private DateTimeOffset? _thereSince;
    private DateTimeOffset? _runningSince;

    /// <summary>How many there were of it meanwhile; null for as many as the spec says.</summary>
    public int? Count { get; init; }

    public bool WasEverThere => _thereSince is not null || _there > TimeSpan.Zero;

    public void Apply(ComponentEvent happened)
    {
        switch (happened)
        {
            case StepIntended { Action: StepAction.Provision or StepAction.Start }:
                _thereSince ??= happened.Time;
                _runningSince ??= happened.Time;
                break;
            case ComponentStopped:
                _running += Since(ref _runningSince, happened.Time);
                break;
            case ComponentDestroyed:
                End(happened.Time);
                break;
        }
    }

    public void End(DateTimeOffset time)
    {
        _running += Since(ref _runningSince, time);
        _there += Since(ref _thereSince, time);
    }

    /// <summary>Ends this period where another number begins.</summary>
    /// <returns>The period of that number.</returns>
    public ComponentUsage ScaleTo(int count, DateTimeOffset time)
    {
        ComponentUsage next = new()
        {
            Count = count,
            _thereSince = _thereSince is null ? null : time,
            _runningSince = _runningSince is null ? null : time,
        };
        End(time);
        return next;
    }

    /// <summary>The hours until a time: those in which it was there, or only those in which it ran.</summary>
    public decimal Hours(DateTimeOffset until, bool whileStopped)
    {
        (TimeSpan ended, DateTimeOffset? since) = whileStopped ? (_there, _thereSince) : (_running, _runningSince);
        TimeSpan going = since is { } begun && until > begun ? until - begun : TimeSpan.Zero;
        return (decimal)(ended + going).Ticks / TimeSpan.TicksPerHour;
    }

    private static TimeSpan Since(ref DateTimeOffset? began, DateTimeOffset time)
    {
        TimeSpan elapsed = began is { } begun && time > begun ? time - begun : TimeSpan.Zero;
        began = null;
        return elapsed;
    }
}

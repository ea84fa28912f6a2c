namespace Lumina.Environments.Testing;

/// <summary>A clock that runs with the system's and can be made to jump, as a machine's does that slept or was corrected. Timers go by elapsed time and do not jump.</summary>
internal sealed class JumpingTimeProvider(ConformanceTrace trace) : TimeProvider
{
    private long _offset;

    public void Jump(TimeSpan distance) => Interlocked.Add(ref _offset, distance.Ticks);

    public void Return() => Interlocked.Exchange(ref _offset, 0);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        trace.Pass(); // where somebody waits, something can happen meanwhile
        return System.CreateTimer(callback, state, dueTime, period);
    }
}

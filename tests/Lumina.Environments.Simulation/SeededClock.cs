namespace Lumina.Environments.Simulation;

/// <summary>The virtual time as a process sees it.</summary>
internal sealed class SeededClock(SeededScheduler scheduler, SimulatedProcess process) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(scheduler.Now, TimeSpan.Zero);

    public override long GetTimestamp() => scheduler.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SeededTimer timer = new(scheduler, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}

namespace Lumina.Environments.Simulation;

/// <summary>A timer in virtual time. It dies with its process.</summary>
internal sealed class SeededTimer(SeededScheduler scheduler, SimulatedProcess process, TimerCallback callback, object? state) : ITimer
{
    private int _generation;
    private TimeSpan _period;

    public bool IsSet(int generation) => generation == _generation && !process.IsDead;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _generation++;
        _period = period;
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            scheduler.AddTimer(this, _generation, dueTime);
        }

        return true;
    }

    public void Fire()
    {
        // A process that sleeps through ten periods is woken by one.
        if (process.PausedUntil > scheduler.Now)
        {
            scheduler.AddTimer(this, ++_generation, TimeSpan.FromTicks(process.PausedUntil - scheduler.Now));
            return;
        }

        if (_period > TimeSpan.Zero)
        {
            Change(_period, _period);
        }
        else
        {
            _generation++;
        }

        scheduler.Add(process, "timer", _ => callback(state), state: null);
    }

    public void Dispose() => _generation++;

    public ValueTask DisposeAsync()
    {
        _generation++;
        return default;
    }
}

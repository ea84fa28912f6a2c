namespace Lumina.Environments.Testing;

/// <summary>A clock that stands until it is moved, for expiries. Timers go by the system's: a store that waits does not wait for ever.</summary>
internal sealed class SteppedTimeProvider : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 1, 31, 8, 15, 0, TimeSpan.Zero).Ticks;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}

namespace Lumina.Environments.Aws.Tests;

/// <summary>Whoever waits by it waits no time.</summary>
internal sealed class HastyTime : TimeProvider
{
    public static HastyTime Instance { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
}

namespace Lumina.Environments;

/// <summary>What is done when the health monitor finds that a component fails.</summary>
public sealed record HealingPolicy
{
    /// <summary>Nothing is healed.</summary>
    public static HealingPolicy None { get; } = new() { MaximumRestarts = 0 };

    /// <summary>How often one component is restarted within <see cref="Window"/> before the environment is Failed, 0 to 100. Default: 3. With 0 nothing is healed.</summary>
    public int MaximumRestarts { get; init; } = 3;

    /// <summary>The window in which restarts are counted, 1 minute to 7 days. Default: 1 hour.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);
}

namespace Lumina.Environments;

/// <summary>Options of the clean-up: what dead processes left unfinished, expired environments, orphans.</summary>
public sealed class CleanUpOptions
{
    /// <summary>The name of the configuration section that holds them: <c>Lumina:CleanUp</c>.</summary>
    public const string SectionName = "Lumina:CleanUp";

    /// <summary>Whether it is done as long as the host runs. Default: yes. <see cref="IEnvironmentManager.RecoverAsync"/>, <see cref="IEnvironmentManager.CleanUpExpiredAsync"/> and <see cref="IEnvironmentManager.SweepAsync"/> work either way.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The time from one clean-up to the next, 1 second to 1 day. Default: 1 minute. The first comes when the host has started.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The time from one sweep for orphans to the next, 1 minute to 7 days. Default: 1 hour. The first comes when the host has started.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many environments are terminated at once, 1 to 1,000. Default: 16.</summary>
    public int MaximumParallelEnvironments { get; set; } = 16;
}

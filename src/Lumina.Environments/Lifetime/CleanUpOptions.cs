namespace Lumina.Environments;

/// <summary>Options of the clean-up of expired environments.</summary>
public sealed class CleanUpOptions
{
    /// <summary>The name of the configuration section that holds them: <c>Lumina:CleanUp</c>.</summary>
    public const string SectionName = "Lumina:CleanUp";

    /// <summary>Whether expired environments are cleaned up as long as the host runs. Default: yes. <see cref="IEnvironmentManager.CleanUpExpiredAsync"/> works either way.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The time from one clean-up to the next, 1 second to 1 day. Default: 1 minute. The first comes when the host has started.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many environments are terminated at once, 1 to 1,000. Default: 16.</summary>
    public int MaximumParallelEnvironments { get; set; } = 16;
}

namespace Lumina.Environments;

/// <summary>Options of the health monitor, which checks every environment that is up, again and again, and heals what fails.</summary>
public sealed class HealthMonitorOptions
{
    /// <summary>The name of the configuration section that holds them: <c>Lumina:HealthMonitor</c>.</summary>
    public const string SectionName = "Lumina:HealthMonitor";

    /// <summary>Whether the monitor runs. Default: yes.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The time from one round of checks to the next, 1 second to 1 day. Default: 5 minutes. The first round comes after it.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many environments are checked at once, 1 to 1,000. Default: 16.</summary>
    public int MaximumParallelEnvironments { get; set; } = 16;
}

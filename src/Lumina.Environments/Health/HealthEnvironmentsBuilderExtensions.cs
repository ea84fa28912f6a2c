using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments;

/// <summary>Says how environments are monitored.</summary>
public static class HealthEnvironmentsBuilderExtensions
{
    /// <summary>Changes the health monitor's options.</summary>
    /// <returns>The builder.</returns>
    public static EnvironmentsBuilder ConfigureHealthMonitor(this EnvironmentsBuilder environments, Action<HealthMonitorOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(environments);
        environments.Services.Configure(configure);
        return environments;
    }
}

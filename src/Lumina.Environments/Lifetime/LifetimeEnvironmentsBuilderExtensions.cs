using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments;

/// <summary>Says how expired environments are cleaned up.</summary>
public static class LifetimeEnvironmentsBuilderExtensions
{
    /// <summary>Changes the clean-up's options.</summary>
    /// <returns>The builder.</returns>
    public static EnvironmentsBuilder ConfigureCleanUp(this EnvironmentsBuilder environments, Action<CleanUpOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(environments);
        environments.Services.Configure(configure);
        return environments;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Reads options from the host's configuration, where there is one. What a caller configures in code comes later and wins.</summary>
internal static class ConfigurationBinding
{
    public static IServiceCollection AddOptionsFromConfiguration(this IServiceCollection services) => services
        .AddSingleton<IConfigureOptions<EnvironmentManagerOptions>>(provider => new ConfigureOptions<EnvironmentManagerOptions>(
            options => provider.GetService<IConfiguration>()?.GetSection(EnvironmentManagerOptions.SectionName).Bind(options)))
        .AddSingleton<IConfigureOptions<HealthMonitorOptions>>(provider => new ConfigureOptions<HealthMonitorOptions>(
            options => provider.GetService<IConfiguration>()?.GetSection(HealthMonitorOptions.SectionName).Bind(options)))
        .AddSingleton<IConfigureOptions<CleanUpOptions>>(provider => new ConfigureOptions<CleanUpOptions>(
            options => provider.GetService<IConfiguration>()?.GetSection(CleanUpOptions.SectionName).Bind(options)));
}

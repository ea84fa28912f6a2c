using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>The services that see whether environments work, and heal them.</summary>
internal static class HealthServiceCollectionExtensions
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddOptions<HealthMonitorOptions>().ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<HealthMonitorOptions>, HealthMonitorOptionsValidator>()
            .AddSingleton<IHealthChecker, TcpHealthChecker>()
            .AddSingleton<IHealthChecker, HttpHealthChecker>()
            .AddSingleton<ReadinessGate>()
            .AddSingleton<EnvironmentHealthEvaluator>()
            .AddSingleton<EnvironmentHealer>()
            .AddSingleton<HealthMonitor>()
            .AddHostedService<HealthMonitorService>();
    }
}

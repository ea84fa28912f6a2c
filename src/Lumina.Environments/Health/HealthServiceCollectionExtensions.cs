using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments;

/// <summary>The services that see whether environments work.</summary>
internal static class HealthServiceCollectionExtensions
{
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<IHealthChecker, HttpHealthChecker>()
        .AddSingleton<IHealthChecker, TcpHealthChecker>()
        .AddSingleton<ReadinessGate>()
        .AddSingleton<EnvironmentHealthEvaluator>();
}

using Lumina.Environments.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lumina.Environments;

/// <summary>Adds the in-memory providers.</summary>
public static class InMemoryEnvironmentsBuilderExtensions
{
    // The most that the options allow: nothing is spared by waiting for memory.
    private const int UnboundedSteps = 1_000;

    /// <summary>Uses in-memory providers for every kind of component that the library brings.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="platform">What exists there and which faults are played; null for a platform of the manager's own.</param>
    public static EnvironmentsBuilder UseInMemory(this EnvironmentsBuilder builder, InMemoryPlatform? platform = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(platform ?? new InMemoryPlatform());
        builder.Services.AddSingleton<IHealthChecker, InMemoryHealthChecker>();
        return builder
            .Configure(static options => options.MaximumParallelStepsByProvider.TryAdd(InMemoryPlatform.ProviderName, UnboundedSteps))
            .AddProvider<NetworkSpec, InMemoryNetworkConfigurator>()
            .AddProvider<InfrastructureSpec, InMemoryInfrastructureProvider>()
            .AddProvider<DatabaseSpec, InMemoryDatabaseProvisioner>()
            .AddProvider<DataSpec, InMemoryDataSeeder>()
            .AddProvider<ServiceSpec, InMemoryServiceDeployer>()
            .AddProvider<MonitoringSpec, InMemoryMonitoringConfigurator>();
    }
}

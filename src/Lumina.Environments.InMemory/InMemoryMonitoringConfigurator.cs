using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>Monitoring in memory.</summary>
public sealed class InMemoryMonitoringConfigurator(InMemoryPlatform platform, TimeProvider timeProvider) : InMemoryProvider<MonitoringSpec>(platform, timeProvider), IMonitoringConfigurator
{
    private protected override ComponentOutputs Outputs(MonitoringSpec spec, InMemoryComponent component, ComponentContext context) => ComponentOutputs.Empty;
}

using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>Networks in memory.</summary>
public sealed class InMemoryNetworkConfigurator(InMemoryPlatform platform, TimeProvider timeProvider) : InMemoryProvider<NetworkSpec>(platform, timeProvider), INetworkConfigurator
{
    private protected override ComponentOutputs Outputs(NetworkSpec spec, InMemoryComponent component, ComponentContext context) => ComponentOutputs.Empty.With("cidr", spec.Cidr ?? "10.0.0.0/16");
}

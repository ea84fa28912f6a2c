using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>Infrastructure in memory.</summary>
public sealed class InMemoryInfrastructureProvider(InMemoryPlatform platform, TimeProvider timeProvider) : InMemoryProvider<InfrastructureSpec>(platform, timeProvider), IInfrastructureProvider
{
    private protected override ComponentOutputs Outputs(InfrastructureSpec spec, InMemoryComponent component, ComponentContext context) =>
        ComponentOutputs.Empty.With(OutputNames.Host, component.Host);
}

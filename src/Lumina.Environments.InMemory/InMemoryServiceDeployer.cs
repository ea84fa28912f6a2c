using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>Services in memory: addresses that nobody answers.</summary>
public sealed class InMemoryServiceDeployer(InMemoryPlatform platform, TimeProvider timeProvider) : InMemoryProvider<ServiceSpec>(platform, timeProvider), IServiceDeployer
{
    private const int DefaultPort = 8080;

    private protected override ComponentOutputs Outputs(ServiceSpec spec, InMemoryComponent component, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new ComponentOutputs(spec.Endpoints.Select(endpoint =>
            new ComponentOutput(endpoint.Name, $"{endpoint.Scheme}://{component.Host}:{endpoint.Port ?? DefaultPort}", Secret: null, Vantage.Everywhere)));
    }
}

namespace Lumina.Environments.Providers;

/// <summary>Stands for a service that runs already, somewhere else: its address is its output, and nothing is ever made or destroyed.</summary>
internal sealed class ExternalServiceProvider : ExternalProvider, IServiceDeployer
{
    public string? WhyNot(ServiceSpec spec) => spec.IsExternal ? null : "it takes only services at an external address";

    public ComponentPlacement Place(ServiceSpec spec) => new();

    public ValueTask<ComponentOutputs> ProvisionAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string address = ((ExternalSource)spec.Sources[0]).Address.ToString();
        IEnumerable<string> names = spec.Endpoints.Count == 0 ? [EndpointSpec.HttpName] : spec.Endpoints.Select(endpoint => endpoint.Name);
        return ValueTask.FromResult(new ComponentOutputs(names.Select(name => new ComponentOutput(name, address, Secret: null, Vantage.Everywhere))));
    }
}

namespace Lumina.Environments;

/// <summary>Adds to what a provider gives of a service what its spec makes of that.</summary>
internal static class ServiceOutputs
{
    private static readonly Vantage[] Places = [Vantage.Host, Vantage.Network];

    public static ComponentOutputs Complete(ComponentSpec spec, ComponentOutputs made)
    {
        if (spec is not ServiceSpec { Outputs.Count: > 0 } service)
        {
            return made;
        }

        ComponentOutputs outputs = made;
        foreach ((string name, string template) in service.Outputs)
        {
            string[] endpoints = [.. EndpointTemplate.EndpointsOf(template)];
            foreach (Vantage place in Places.Where(place => endpoints.All(endpoint => AddressOf(made, endpoint, place) is not null)))
            {
                string value = EndpointTemplate.Fill(template, endpoint => AddressOf(made, endpoint, place)!);
                outputs = outputs.With(new ComponentOutput(name, value, Secret: null, place) { EndsWithProcess = endpoints.Any(endpoint => made.Find(endpoint, place)!.EndsWithProcess) });
            }
        }

        return outputs;
    }

    private static Uri? AddressOf(ComponentOutputs made, string endpoint, Vantage place) =>
        made.Find(endpoint, place) is { } output && Uri.TryCreate(output.Reveal(), UriKind.Absolute, out Uri? address) ? address : null;
}

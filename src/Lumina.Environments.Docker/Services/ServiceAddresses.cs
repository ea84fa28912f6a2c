using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>The addresses of a service: for the test at its published ports, for other containers by its name.</summary>
internal static class ServiceAddresses
{
    public static ComponentOutputs Of(ServiceSpec spec, FoundContainer container, string hostAddress)
    {
        ComponentOutputs outputs = ComponentOutputs.Empty.With(ContainerComponents.ContainerOutput, container.Name, Vantage.Host);
        foreach ((EndpointSpec endpoint, int port) in ServicePorts.Of(spec))
        {
            int hostPort = container.HostPort(port) ?? throw new ProviderException($"The port {port} of the container '{container.Name}' is not published: {container.Detail}.") { IsTransient = true };
            outputs = outputs
                .With(endpoint.Name, Address(endpoint, hostAddress, hostPort), Vantage.Host)
                .With(endpoint.Name, Address(endpoint, spec.Name, port), Vantage.Network);
        }

        return outputs;
    }

    // What a spec wants secured is not, here.
    private static string Address(EndpointSpec endpoint, string host, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{(endpoint with { Secured = false }).Scheme}://{host}:{port}");
}

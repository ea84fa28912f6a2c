namespace Lumina.Environments.Aws;

/// <summary>The ports at which a service's container listens.</summary>
internal static class ServicePorts
{
    private const int FirstPort = 8080;

    /// <summary>
    /// Each endpoint with its port: the given one, else the next from 8080 that no other has. TLS ends at the load balancer: a secured endpoint leads to the port of the first HTTP endpoint
    /// that is not secured, and to one of its own where there is none.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<EndpointSpec, int>> Of(ServiceSpec spec)
    {
        Dictionary<EndpointSpec, int> ports = [];
        HashSet<int> taken = [.. spec.Endpoints.Select(endpoint => endpoint.Port).OfType<int>()];
        foreach (EndpointSpec endpoint in spec.Endpoints.Where(endpoint => !endpoint.Secured))
        {
            ports.Add(endpoint, endpoint.Port ?? Next(taken));
        }

        EndpointSpec? plain = spec.Endpoints.FirstOrDefault(endpoint => !endpoint.Secured && endpoint.Protocol == EndpointProtocol.Http);
        foreach (EndpointSpec endpoint in spec.Endpoints.Where(endpoint => endpoint.Secured))
        {
            ports.Add(endpoint, plain is not null ? ports[plain] : endpoint.Port ?? Next(taken));
        }

        return [.. spec.Endpoints.Select(endpoint => new KeyValuePair<EndpointSpec, int>(endpoint, ports[endpoint]))];
    }

    private static int Next(HashSet<int> taken)
    {
        int port = FirstPort;
        while (!taken.Add(port))
        {
            port++;
        }

        return port;
    }
}

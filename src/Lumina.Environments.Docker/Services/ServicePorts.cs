namespace Lumina.Environments.Docker;

/// <summary>The ports on which a service listens within its container: those that its spec says, else from 8080.</summary>
internal static class ServicePorts
{
    private const int First = 8080;

    public static IReadOnlyList<KeyValuePair<EndpointSpec, int>> Of(ServiceSpec spec)
    {
        HashSet<int> taken = [.. spec.Endpoints.Select(endpoint => endpoint.Port).OfType<int>()];
        return [.. spec.Endpoints.Select(endpoint => KeyValuePair.Create(endpoint, endpoint.Port ?? Enumerable.Range(First, taken.Count + 1).First(taken.Add)))];
    }
}

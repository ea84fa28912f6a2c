namespace Lumina.Environments.Kubernetes;

/// <summary>The ports on which a service listens within its pods: those that its spec says, else from 8080.</summary>
internal static class ServicePorts
{
    private const int First = 8080;
    private const int FirstUnprivileged = 1024;

    public static IReadOnlyList<KeyValuePair<EndpointSpec, int>> Of(ServiceSpec spec)
    {
        HashSet<int> taken = [.. spec.Endpoints.Select(endpoint => endpoint.Port).OfType<int>()];
        return [.. spec.Endpoints.Select(endpoint => KeyValuePair.Create(endpoint, endpoint.Port ?? Enumerable.Range(First, taken.Count + 1).First(taken.Add)))];
    }

    public static bool HasPrivileged(ServiceSpec spec) => Of(spec).Any(port => port.Value < FirstUnprivileged);
}

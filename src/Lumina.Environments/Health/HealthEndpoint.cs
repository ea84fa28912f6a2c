namespace Lumina.Environments;

/// <summary>Finds the address that a check asks, as this machine sees it.</summary>
internal static class HealthEndpoint
{
    /// <summary>The endpoint of an HTTP check: the one that it names, else the first that speaks HTTP.</summary>
    public static Uri? Http(HealthCheckContext context, out EndpointProtocol protocol)
    {
        EndpointSpec? endpoint = context.Spec is not ServiceSpec service
            ? null
            : service.Endpoints.FirstOrDefault(candidate => context.Check.Endpoint is { } wanted ? candidate.Name == wanted : candidate.Protocol != EndpointProtocol.Tcp);
        protocol = endpoint?.Protocol ?? EndpointProtocol.Http;
        return Address(context, context.Check.Endpoint ?? endpoint?.Name ?? EndpointSpec.HttpName) is not { } address
            ? null
            : new UriBuilder(address) { Scheme = address.Scheme is "https" or "wss" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, UserName = "", Password = "" }.Uri;
    }

    /// <summary>The host and port of a TCP check: the endpoint that it names, else the component's host and port, else its first endpoint.</summary>
    public static (string Host, int Port)? Tcp(HealthCheckContext context)
    {
        if (context.Check.Endpoint is null
            && context.Outputs.Find(OutputNames.Host) is { } host
            && int.TryParse(context.Outputs.Find(OutputNames.Port)?.Reveal(), out int port))
        {
            return (host.Reveal(), port);
        }

        string? name = context.Check.Endpoint ?? (context.Spec is ServiceSpec { Endpoints: [EndpointSpec first, ..] } ? first.Name : null);
        return name is not null && Address(context, name) is { Port: > 0 } address ? (address.IdnHost, address.Port) : null;
    }

    /// <summary>An address to which relative ones are added at its end.</summary>
    public static Uri WithSlash(Uri address) => address.AbsolutePath.EndsWith('/') ? address : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri;

    /// <summary>Why there is no address.</summary>
    public static string Missing(HealthCheckContext context) => context.Check.Endpoint is { } name
        ? $"it has no endpoint '{name}' that is reachable from here"
        : "it has no endpoint that is reachable from here";

    private static Uri? Address(HealthCheckContext context, string endpoint) =>
        context.Outputs.Find(endpoint) is { } output && Uri.TryCreate(output.Reveal(), UriKind.Absolute, out Uri? address) ? address : null;
}

using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>A port of the environment's load balancer that leads to one service.</summary>
/// <param name="Port">The port.</param>
/// <param name="ContainerPort">Where the container listens.</param>
/// <param name="IsTls">Whether callers speak TLS there. It ends at the load balancer.</param>
/// <param name="IsListening">Whether the load balancer listens there by its own spec.</param>
internal sealed record LoadBalancerPort(int Port, int ContainerPort, bool IsTls, bool IsListening)
{
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    /// <summary>
    /// The port for an endpoint: the endpoint's own. With a domain that is served over TLS all ports speak it, and port 80 only sends on to 443, so that an endpoint at 80 is at 443.
    /// </summary>
    public static LoadBalancerPort Of(EndpointSpec endpoint, int containerPort, InfrastructureSpec infrastructure)
    {
        bool isTls = infrastructure.Domain is { Tls: true };
        int port = endpoint.Secured ? endpoint.Port ?? HttpsPort : containerPort;
        port = isTls && port == HttpPort ? HttpsPort : port;
        return new(port, containerPort, isTls, infrastructure.LoadBalancer!.Ports.Contains(port) || (isTls && port == HttpsPort));
    }

    /// <summary>Whether a load balancer of HTTP can pass the endpoint's protocol on. One for gRPC has groups of its own, which are not made.</summary>
    public static bool Takes(EndpointSpec endpoint) => endpoint.Protocol is EndpointProtocol.Http or EndpointProtocol.WebSocket;

    /// <summary>The address at which the load balancer leads to the endpoint.</summary>
    public string Address(EndpointSpec endpoint, string host)
    {
        string scheme = (endpoint with { Secured = IsTls }).Scheme;
        return Port == (IsTls ? HttpsPort : HttpPort) ? $"{scheme}://{host}" : string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{Port}");
    }
}

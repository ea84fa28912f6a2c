namespace Lumina.Environments;

/// <summary>An address at which a service answers. Its address is an output of the service, by the endpoint's name.</summary>
/// <param name="Name">Its name among the service's endpoints, such as <c>http</c>.</param>
/// <param name="Protocol">The protocol that it speaks.</param>
public sealed record EndpointSpec(string Name, EndpointProtocol Protocol)
{
    /// <summary>The name of an HTTP endpoint unless another is given.</summary>
    public const string HttpName = "http";

    /// <summary>The port on which the service listens, 1 to 65,535; null where the platform chooses one and tells the service. A platform whose ports are shared (processes on one machine) takes another where this one is taken or needs rights: the output says which.</summary>
    public int? Port { get; init; }

    /// <summary>Whether it is secured by TLS. Default: no.</summary>
    public bool Secured { get; init; }

    /// <summary>An HTTP endpoint.</summary>
    public static EndpointSpec Http(int? port = null, string name = HttpName) => new(name, EndpointProtocol.Http) { Port = port };

    /// <summary>An HTTPS endpoint.</summary>
    public static EndpointSpec Https(int? port = null, string name = "https") => new(name, EndpointProtocol.Http) { Port = port, Secured = true };

    /// <summary>A gRPC endpoint.</summary>
    public static EndpointSpec Grpc(int? port = null, string name = "grpc") => new(name, EndpointProtocol.Grpc) { Port = port };

    /// <summary>A WebSocket endpoint.</summary>
    public static EndpointSpec WebSocket(int? port = null, string name = "websocket") => new(name, EndpointProtocol.WebSocket) { Port = port };

    /// <summary>A TCP endpoint.</summary>
    public static EndpointSpec Tcp(int? port = null, string name = "tcp") => new(name, EndpointProtocol.Tcp) { Port = port };

    /// <summary>The scheme of its address: http, https, ws, wss or tcp.</summary>
    public string Scheme => (Protocol, Secured) switch
    {
        (EndpointProtocol.WebSocket, false) => "ws",
        (EndpointProtocol.WebSocket, true) => "wss",
        (EndpointProtocol.Tcp, _) => "tcp",
        (_, true) => "https",
        _ => "http",
    };
}

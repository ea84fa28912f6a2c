namespace Lumina.Environments;

/// <summary>The protocol that an endpoint speaks.</summary>
public enum EndpointProtocol
{
    /// <summary>HTTP.</summary>
    Http,

    /// <summary>gRPC.</summary>
    Grpc,

    /// <summary>WebSocket.</summary>
    WebSocket,

    /// <summary>Plain TCP.</summary>
    Tcp,
}

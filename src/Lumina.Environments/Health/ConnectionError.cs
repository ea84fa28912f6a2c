using System.Net.Sockets;

namespace Lumina.Environments;

/// <summary>What went wrong with a connection, in a few words.</summary>
internal static class ConnectionError
{
    public static string Describe(HttpRequestException exception) => exception switch
    {
        { InnerException: SocketException socket } => Describe(socket),
        { HttpRequestError: HttpRequestError.NameResolutionError } => "host not found",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => $"TLS failed ({exception.InnerException?.Message.TrimEnd('.') ?? exception.Message})",
        { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection was closed without an answer",
        { HttpRequestError: HttpRequestError.InvalidResponse } => "the answer was not HTTP",
        { InnerException: IOException { InnerException: SocketException socket } } => Describe(socket),
        { InnerException: HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } } => "the connection was closed without an answer",
        _ => exception.Message.TrimEnd('.'),
    };

    public static string Describe(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset",
        SocketError.HostNotFound or SocketError.NoData => "host not found",
        SocketError.HostUnreachable => "host unreachable",
        SocketError.NetworkUnreachable => "network unreachable",
        SocketError.TimedOut => "connecting timed out",
        _ => exception.Message.TrimEnd('.'),
    };
}

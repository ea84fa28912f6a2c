using System.Net;
using System.Net.Sockets;

namespace Lumina.Environments.Processes;

/// <summary>
/// A port that is ours until we let it go: a socket stays bound to it without listening, and allows reuse, so that a server which
/// allows it too (all do on Linux) can bind and listen, while nobody is given the port by chance. It may be held while the
/// server runs and across its restarts.
/// </summary>
internal sealed class PortReservation : IDisposable
{
    private const int SocketLevel = 1;
    private const int ReuseAddress = 2;

    private readonly Socket _socket;

    private PortReservation(Socket socket)
    {
        _socket = socket;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public int Port => EndPoint.Port;

    /// <summary>Takes a free port; <paramref name="port"/> asks for a certain one and fails if another process has it.</summary>
    public static PortReservation Take(IPAddress? address = null, int port = 0)
    {
        IPAddress loopback = address ?? IPAddress.Loopback;
        Socket socket = new(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // .NET's own option means SO_REUSEPORT too, which a server would have to set as well.
            socket.SetRawSocketOption(SocketLevel, ReuseAddress, BitConverter.GetBytes(1));
            socket.Bind(new IPEndPoint(loopback, port));
            return new PortReservation(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _socket.Dispose();
}

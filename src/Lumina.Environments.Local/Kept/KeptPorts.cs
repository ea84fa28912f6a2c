using System.Net.Sockets;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>Ports of entries. Nobody holds one while its entry is stopped, so that another may have it by then.</summary>
internal static class KeptPorts
{
    /// <summary>The port that the entry had; another where somebody has that, or where it had none (0).</summary>
    public static PortReservation Take(int port)
    {
        try
        {
            return PortReservation.Take(port: port);
        }
        catch (SocketException) when (port != 0)
        {
            return PortReservation.Take();
        }
    }
}

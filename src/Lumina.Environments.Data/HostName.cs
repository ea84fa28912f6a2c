using System.Net;
using System.Net.Sockets;

namespace Lumina.Environments.Data;

/// <summary>Tells a host's name that nobody knows from a host that does not answer.</summary>
internal static class HostName
{
    public static bool IsUnknown(SocketException error) => error.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData;

    /// <summary>Looks the name up, for drivers that do not say why they could not connect.</summary>
    public static async Task<bool> IsUnknownAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await Dns.GetHostAddressesAsync(name, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (SocketException exception)
        {
            return IsUnknown(exception);
        }
    }
}

using System.Net.Sockets;

namespace Lumina.Environments.Docker;

/// <summary>Tells whether somebody listens behind a published port: the engine's proxy takes every connection, and closes it at once where nobody does.</summary>
internal static class OpenPort
{
    private static readonly TimeSpan Closing = TimeSpan.FromMilliseconds(150);

    /// <returns>Null where somebody listens, else why not.</returns>
    public static async Task<string?> ProbeAsync(string address, int port, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using TcpClient client = new();
        using CancellationTokenSource open = new(Closing, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(open.Token, cancellationToken);
        try
        {
            await client.ConnectAsync(address, port, cancellationToken).ConfigureAwait(false);
            return await client.GetStream().ReadAsync(new byte[1], either.Token).ConfigureAwait(false) == 0 ? "nobody listens on its port yet" : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return exception.Message;
        }
    }
}

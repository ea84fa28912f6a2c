using System.Net.Sockets;
using System.Net.WebSockets;

namespace Lumina.Environments.Kubernetes;

/// <summary>Carries bytes between a socket and a port of a pod. Each message of the latter begins with its channel, and the first of each channel is only the port's number.</summary>
internal static class PortChannel
{
    private const int BufferSize = 32 * 1024;
    private const int Announcement = 2;
    private const byte Data = 0;

    /// <summary>From here to the pod, until the end of what is sent.</summary>
    public static async Task SendAsync(Socket from, WebSocket to, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferSize];
        buffer[0] = Data;
        int read;
        while ((read = await from.ReceiveAsync(buffer.AsMemory(1), cancellationToken).ConfigureAwait(false)) > 0)
        {
            await to.SendAsync(buffer.AsMemory(0, read + 1), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>From the pod to here, until it ends or tells of an error.</summary>
    public static async Task ReceiveAsync(WebSocket from, Socket to, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferSize];
        int[] announced = [Announcement, Announcement];
        byte? channel = null;
        while (true)
        {
            ValueWebSocketReceiveResult received = await from.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            ReadOnlyMemory<byte> content = buffer.AsMemory(0, received.Count);
            if (channel is null && content.Length > 0)
            {
                (channel, content) = (content.Span[0], content[1..]);
            }

            if (channel is { } known && known < announced.Length)
            {
                int skipped = Math.Min(announced[known], content.Length);
                announced[known] -= skipped;
                content = content[skipped..];
                if (content.Length > 0 && known != Data)
                {
                    return;
                }

                await WriteAsync(to, content, cancellationToken).ConfigureAwait(false);
            }

            // A message may come in pieces; only the first names the channel.
            channel = received.EndOfMessage ? null : channel;
        }
    }

    private static async Task WriteAsync(Socket to, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        while (content.Length > 0)
        {
            int sent = await to.SendAsync(content, cancellationToken).ConfigureAwait(false);
            content = content[sent..];
        }
    }
}

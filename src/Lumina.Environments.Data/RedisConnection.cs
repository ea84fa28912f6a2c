using System.Buffers;
using System.Net.Sockets;
using System.Text;

namespace Lumina.Environments.Data;

/// <summary>Just enough of Redis' protocol to say a word and hear the answer. A client's library would bring pools and threads for two commands.</summary>
internal sealed class RedisConnection : IDisposable
{
    private const int LongestLine = 64 * 1024;

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RedisConnection(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    /// <exception cref="IOException">Nobody answers, or the password is wrong.</exception>
    public static async Task<RedisConnection> OpenAsync(string host, int port, string? password, CancellationToken cancellationToken)
    {
        TcpClient client = new() { NoDelay = true };
        try
        {
            await client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            RedisConnection connection = new(client);
            if (password is not null)
            {
                await connection.AskAsync(["AUTH", password], cancellationToken).ConfigureAwait(false);
            }

            return connection;
        }
        catch (SocketException exception)
        {
            client.Dispose();
            throw new IOException(exception.Message, exception);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command and returns the first line of the answer.</summary>
    /// <exception cref="IOException">The connection broke, or the server answered with an error.</exception>
    public async Task<string> AskAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        await SendAsync(command, cancellationToken).ConfigureAwait(false);
        string answer = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        return answer.StartsWith('-') ? throw new IOException(answer[1..]) : answer;
    }

    public Task SendAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        StringBuilder text = new($"*{command.Count}\r\n");
        foreach (string part in command)
        {
            text.Append($"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        }

        return _stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken).AsTask();
    }

    public async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> line = new();
        byte[] next = new byte[1];
        while (line.WrittenCount < LongestLine)
        {
            if (await _stream.ReadAsync(next, cancellationToken).ConfigureAwait(false) == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            line.Write(next);
            if (line.WrittenSpan.EndsWith("\r\n"u8))
            {
                return Encoding.UTF8.GetString(line.WrittenSpan[..^2]);
            }
        }

        throw new IOException("The server does not speak Redis' protocol.");
    }

    public void Dispose() => _client.Dispose();
}

using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Lumina.Environments.Data;

/// <summary>Just enough of Redis' protocol to say a word and hear the answer. A client's library would bring pools and threads for a few commands.</summary>
internal sealed class RedisConnection : IDisposable
{
    private const int LongestLine = 64 * 1024;
    private const string Foreign = "The server does not speak Redis' protocol.";

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly byte[] _read = new byte[16 * 1024];
    private int _next;
    private int _end;

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
            // Nobody else has it yet, who could dispose of it.
            client.Dispose();
            throw;
        }
    }

    /// <summary>A command as it is sent.</summary>
    public static byte[] Encode(IReadOnlyList<byte[]> command)
    {
        ArrayBufferWriter<byte> bytes = new();
        WriteLength('*', command.Count);
        foreach (byte[] part in command)
        {
            WriteLength('$', part.Length);
            bytes.Write(part);
            bytes.Write("\r\n"u8);
        }

        return bytes.WrittenSpan.ToArray();

        void WriteLength(char type, int length) => bytes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type}{length}\r\n")));
    }

    /// <summary>Sends a command and returns the answer.</summary>
    /// <exception cref="IOException">The connection broke, or the server answered with an error.</exception>
    public async Task<RedisReply> AskAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        await SendAsync(command, cancellationToken).ConfigureAwait(false);
        RedisReply reply = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return reply.IsError ? throw new RedisErrorException(reply.Text!) : reply;
    }

    public Task SendAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) => SendAsync(Encode([.. command.Select(Encoding.UTF8.GetBytes)]), cancellationToken);

    /// <summary>Sends any number of encoded commands.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> commands, CancellationToken cancellationToken) => _stream.WriteAsync(commands, cancellationToken).AsTask();

    /// <summary>Reads the answer to one command.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<RedisReply> ReadAsync(CancellationToken cancellationToken)
    {
        string line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        string rest = line.Length > 0 ? line[1..] : throw new IOException(Foreign);
        return line[0] switch
        {
            '+' or ':' => new RedisReply(rest),
            '-' => new RedisReply(rest) { IsError = true },
            '$' => new RedisReply(await ReadValueAsync(Number(rest), cancellationToken).ConfigureAwait(false)),
            '*' => new RedisReply(Text: null) { Items = await ReadItemsAsync(Number(rest), cancellationToken).ConfigureAwait(false) },
            _ => throw new IOException(Foreign),
        };
    }

    public void Dispose() => _client.Dispose();

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number : throw new IOException(Foreign);

    private async ValueTask<IReadOnlyList<RedisReply>> ReadItemsAsync(int count, CancellationToken cancellationToken)
    {
        List<RedisReply> items = [];
        while (items.Count < count)
        {
            items.Add(await ReadAsync(cancellationToken).ConfigureAwait(false));
        }

        return items;
    }

    // A negative length stands for no value.
    private async ValueTask<string?> ReadValueAsync(int length, CancellationToken cancellationToken)
    {
        if (length < 0)
        {
            return null;
        }

        ArrayBufferWriter<byte> value = new();
        while (value.WrittenCount < length + "\r\n".Length)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            int count = Math.Min(_end - _next, length + "\r\n".Length - value.WrittenCount);
            value.Write(_read.AsSpan(_next, count));
            _next += count;
        }

        return Encoding.UTF8.GetString(value.WrittenSpan[..length]);
    }

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte>? earlier = null;
        while ((earlier?.WrittenCount ?? 0) < LongestLine)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            int length = _read.AsSpan(_next, _end - _next).IndexOf((byte)'\n') + 1;
            ReadOnlyMemory<byte> part = _read.AsMemory(_next, length > 0 ? length : _end - _next);
            _next += part.Length;
            if (length > 0 && earlier is null)
            {
                return Line(part.Span);
            }

            earlier ??= new ArrayBufferWriter<byte>();
            earlier.Write(part.Span);
            if (length > 0)
            {
                return Line(earlier.WrittenSpan);
            }
        }

        throw new IOException(Foreign);

        static string Line(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.TrimEnd("\r\n"u8));
    }

    /// <summary>Waits until there is something to read.</summary>
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_next < _end)
        {
            return;
        }

        (_next, _end) = (0, await _stream.ReadAsync(_read, cancellationToken).ConfigureAwait(false));
        if (_end == 0)
        {
            throw new IOException("The server closed the connection.");
        }
    }
}

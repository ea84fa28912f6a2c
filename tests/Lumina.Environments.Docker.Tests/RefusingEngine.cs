using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lumina.Environments.Docker.Tests;

/// <summary>The engine of this machine at another address, where it refuses the first requests of a kind, with the words of one on a busy machine.</summary>
internal sealed class RefusingEngine : IAsyncDisposable
{
    private const int LongestHead = 16384;

    private readonly EngineRelay _relay;
    private readonly string _method;
    private readonly string _path;
    private readonly byte[] _refusal;
    private readonly int _times;
    private int _asked;

    /// <param name="method">The method of the requests that are refused; they have no body.</param>
    /// <param name="path">What is in their path.</param>
    /// <param name="words">What the engine says.</param>
    /// <param name="times">How often.</param>
    public RefusingEngine(string method, string path, string words, int times)
    {
        (_method, _path, _times) = (method, path, times);
        string body = $$"""{"message":"{{words}}"}""";
        _refusal = Encoding.ASCII.GetBytes($"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        _relay = new EngineRelay(IPAddress.Loopback, (outside, inside, ending) => Task.WhenAny(AskAsync(outside, inside, ending), inside.CopyToAsync(outside, ending)));
    }

    /// <inheritdoc cref="EngineRelay.Endpoint"/>
    public Uri Endpoint => _relay.Endpoint;

    /// <summary>How many requests it has refused.</summary>
    public int Refused => Math.Min(_asked, _times);

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    /// <summary>A request that has no body comes in one piece.</summary>
    private async Task AskAsync(NetworkStream outside, NetworkStream inside, CancellationToken ending)
    {
        byte[] piece = new byte[LongestHead];
        while (await outside.ReadAsync(piece, ending) is > 0 and int count)
        {
            string line = Encoding.ASCII.GetString(piece, 0, count).Split('\r')[0];
            bool isMeant = line.StartsWith($"{_method} ", StringComparison.Ordinal) && line.Contains(_path, StringComparison.Ordinal);
            bool isRefused = isMeant && Interlocked.Increment(ref _asked) <= _times;
            await (isRefused ? outside.WriteAsync(_refusal, ending) : inside.WriteAsync(piece.AsMemory(0, count), ending));
        }
    }
}

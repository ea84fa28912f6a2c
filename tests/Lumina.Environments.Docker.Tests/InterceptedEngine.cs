using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Docker.Tests;

/// <summary>The engine of this machine at another address, where requests of a kind are refused, with the words of a busy one, or come later than they were sent.</summary>
internal sealed partial class InterceptedEngine : IAsyncDisposable
{
    private const int LongestHead = 65536;

    private readonly EngineRelay _relay;
    private readonly Func<string, Task<string?>> _intercept;
    private Action<string> _handedOn = static _ => { };

    /// <param name="intercept">Is told the first line of each request before the engine sees it; with what it returns, if anything, the engine refuses it.</param>
    private InterceptedEngine(Func<string, Task<string?>> intercept)
    {
        _intercept = intercept;
        _relay = new EngineRelay(IPAddress.Loopback, (outside, inside, ending) => Task.WhenAny(AskAsync(outside, inside, ending), inside.CopyToAsync(outside, ending)));
    }

    /// <inheritdoc cref="EngineRelay.Endpoint"/>
    public Uri Endpoint => _relay.Endpoint;

    /// <summary>How many requests were refused, held back or waited for.</summary>
    public int Intercepted { get; private set; }

    /// <summary>Refuses the first requests of a kind.</summary>
    /// <param name="kind">Their method and path, as a regular expression.</param>
    /// <param name="words">What the engine says.</param>
    /// <param name="times">How many.</param>
    public static InterceptedEngine Refusing(string kind, string words, int times)
    {
        InterceptedEngine? engine = null;
        Lock gate = new();
        engine = new InterceptedEngine(line =>
        {
            lock (gate)
            {
                bool isRefused = engine!.Intercepted < times && Regex.IsMatch(line, kind, RegexOptions.None, TimeSpan.FromSeconds(1));
                engine.Intercepted += isRefused ? 1 : 0;
                return Task.FromResult(isRefused ? words : null);
            }
        });
        return engine;
    }

    /// <summary>Holds the first request of a kind back for a moment, and says when it has come.</summary>
    /// <param name="kind">Its method and path, as a regular expression.</param>
    /// <param name="hasCome">Is called when it has.</param>
    /// <param name="moment">How long it is held.</param>
    public static InterceptedEngine Holding(string kind, Action hasCome, TimeSpan moment)
    {
        InterceptedEngine? engine = null;
        engine = new InterceptedEngine(async line =>
        {
            if (engine!.Intercepted == 0 && Regex.IsMatch(line, kind, RegexOptions.None, TimeSpan.FromSeconds(1)))
            {
                engine.Intercepted++;
                hasCome();
                await Task.Delay(moment, TimeProvider.System);
            }

            return null;
        });
        return engine;
    }

    /// <summary>Says when the engine has got the first request of a kind.</summary>
    /// <param name="kind">Its method and path, as a regular expression.</param>
    /// <param name="hasCome">Is called then.</param>
    public static InterceptedEngine Watching(string kind, Action hasCome)
    {
        InterceptedEngine engine = new(static _ => Task.FromResult<string?>(null));
        engine._handedOn = line =>
        {
            if (engine.Intercepted == 0 && Regex.IsMatch(line, kind, RegexOptions.None, TimeSpan.FromSeconds(1)))
            {
                engine.Intercepted++;
                hasCome();
            }
        };
        return engine;
    }

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    /// <summary>One request comes after the other: the head of each in one piece.</summary>
    private async Task AskAsync(NetworkStream outside, NetworkStream inside, CancellationToken ending)
    {
        byte[] piece = new byte[LongestHead];
        while (await outside.ReadAsync(piece, ending) is > 0 and int count)
        {
            string head = Encoding.ASCII.GetString(piece, 0, count);
            if (await _intercept(head.Split('\r')[0]) is not { } words)
            {
                await inside.WriteAsync(piece.AsMemory(0, count), ending);
                _handedOn(head.Split('\r')[0]);
                continue;
            }

            await SkipBodyAsync(outside, head, ending);
            string body = $$"""{"message":"{{words}}"}""";
            await outside.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), ending);
        }
    }

    private static async Task SkipBodyAsync(NetworkStream outside, string head, CancellationToken ending)
    {
        int there = head.Length - (head.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4);
        int length = BodyLength().Match(head) is { Success: true } match ? int.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture) : 0;
        await outside.ReadExactlyAsync(new byte[Math.Max(0, length - there)], ending);
    }

    [GeneratedRegex("\r\nContent-Length: (?<length>[0-9]+)\r\n", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BodyLength();
}

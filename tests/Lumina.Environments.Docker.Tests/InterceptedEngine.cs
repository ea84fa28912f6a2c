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

    private static readonly Interception Nothing = new(null, null);

    private readonly EngineRelay _relay;
    private readonly Func<string, Task<Interception>> _intercept;
    private readonly TaskCompletionSource _handedOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="intercept">Is told the first line of each request before the engine sees it, and says what becomes of it.</param>
    private InterceptedEngine(Func<string, Task<Interception>> intercept)
    {
        _intercept = intercept;
        _relay = new EngineRelay(IPAddress.Loopback, (outside, inside, ending) => Task.WhenAny(AskAsync(outside, inside, ending), inside.CopyToAsync(outside, ending)));
    }

    /// <inheritdoc cref="EngineRelay.Endpoint"/>
    public Uri Endpoint => _relay.Endpoint;

    /// <summary>How many requests were refused, held back or waited for.</summary>
    public int Intercepted { get; private set; }

    /// <summary>Completes when the engine has what was held back.</summary>
    public Task HandedOn => _handedOn.Task;

    /// <summary>Refuses the first requests of a kind.</summary>
    /// <param name="kind">Their method and path, as a regular expression.</param>
    /// <param name="words">What the engine says.</param>
    /// <param name="times">How many.</param>
    public static InterceptedEngine Refusing(string kind, string words, int times) =>
        First(kind, times, _ => Task.FromResult(new Interception(words, null)));

    /// <summary>Holds the first request of a kind back for a moment, and says when it has come.</summary>
    /// <param name="kind">Its method and path, as a regular expression.</param>
    /// <param name="hasCome">Is called when it has.</param>
    /// <param name="moment">How long it is held.</param>
    public static InterceptedEngine Holding(string kind, Action hasCome, TimeSpan moment) => First(kind, 1, async engine =>
    {
        hasCome();
        await Task.Delay(moment, TimeProvider.System);
        return new Interception(null, () => engine._handedOn.SetResult());
    });

    /// <summary>Says when the engine has got the first request of a kind.</summary>
    /// <param name="kind">Its method and path, as a regular expression.</param>
    /// <param name="hasCome">Is called then.</param>
    public static InterceptedEngine Watching(string kind, Action hasCome) =>
        First(kind, 1, _ => Task.FromResult(new Interception(null, hasCome)));

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    /// <summary>One request comes after the other: the head of each in one piece.</summary>
    private async Task AskAsync(NetworkStream outside, NetworkStream inside, CancellationToken ending)
    {
        byte[] piece = new byte[LongestHead];
        while (await outside.ReadAsync(piece, ending) is > 0 and int count)
        {
            string head = Encoding.ASCII.GetString(piece, 0, count);
            (string? words, Action? handedOn) = await _intercept(head.Split('\r')[0]);
            if (words is null)
            {
                await inside.WriteAsync(piece.AsMemory(0, count), ending);
                handedOn?.Invoke();
                continue;
            }

            await SkipBodyAsync(outside, head, ending);
            string body = $$"""{"message":"{{words}}"}""";
            await outside.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), ending);
        }
    }

    /// <summary>Does something about the first requests of a kind, and lets all others pass.</summary>
    private static InterceptedEngine First(string kind, int times, Func<InterceptedEngine, Task<Interception>> intercept)
    {
        InterceptedEngine? engine = null;
        Lock gate = new();
        engine = new InterceptedEngine(line =>
        {
            lock (gate)
            {
                if (engine!.Intercepted == times || !Regex.IsMatch(line, kind, RegexOptions.None, TimeSpan.FromSeconds(1)))
                {
                    return Task.FromResult(Nothing);
                }

                engine.Intercepted++;
            }

            return intercept(engine);
        });
        return engine;
    }

    private static async Task SkipBodyAsync(NetworkStream outside, string head, CancellationToken ending)
    {
        int there = head.Length - (head.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4);
        int length = BodyLength().Match(head) is { Success: true } match ? int.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture) : 0;
        await outside.ReadExactlyAsync(new byte[Math.Max(0, length - there)], ending);
    }

    [GeneratedRegex("\r\nContent-Length: (?<length>[0-9]+)\r\n", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BodyLength();

    /// <param name="Words">With what the engine refuses the request; null where it gets it.</param>
    /// <param name="HandedOn">Is called when the engine has got it.</param>
    private sealed record Interception(string? Words, Action? HandedOn);
}

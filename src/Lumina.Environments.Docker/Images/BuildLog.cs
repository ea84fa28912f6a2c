using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Docker;

/// <summary>Keeps the last lines of a build, for the case that it fails.</summary>
internal sealed partial class BuildLog : ILogger
{
    private const int Kept = 40;

    /// <summary>Testcontainers says so of each line of an ignore file; it says nothing of the build.</summary>
    private const string OfIgnoreFile = "added to the regex cache";

    private const string OfEngine = "Connected to Docker";

    private readonly Queue<string> _lines = new();

    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(string text)
    {
        // Of the engine it says at length which it is, before anything is built.
        if (text.StartsWith(OfEngine, StringComparison.Ordinal))
        {
            return;
        }

        lock (_lines)
        {
            foreach (string line in text.Split('\n').Select(line => Colour().Replace(line, "").TrimEnd()).Where(line => line.Length > 0 && !line.Contains(OfIgnoreFile, StringComparison.Ordinal)))
            {
                _lines.Enqueue(line);
                if (_lines.Count > Kept)
                {
                    _lines.Dequeue();
                }
            }
        }
    }

    [GeneratedRegex(@"\e\[[0-9;]*m", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colour();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Add(formatter(state, exception));
}

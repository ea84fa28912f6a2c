using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Testing;

/// <summary>Everything that what is tested has said, and the moments at which it could be watched: log lines, timers, recorded resources.</summary>
internal sealed class ConformanceTrace : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _texts = new();

    /// <summary>Called at each moment, on the thread that got there.</summary>
    public Action Passed { get; set; } = () => { };

    public IEnumerable<string> Texts => _texts;

    public void Pass() => Passed();

    public void Note(string text) => _texts.Enqueue(text);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
        // It is the only one.
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Note($"a log scope: {Describe(state)}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Note($"a log line: {formatter(state, exception)} {Describe(state)} {exception}");
        Pass();
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private static string Describe<TState>(TState state) =>
        state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values.Select(value => $"{value.Key}={value.Value}")) : state?.ToString() ?? "";
}

using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Simulation;

/// <summary>Keeps every log line, so that it can be looked through for secrets.</summary>
internal sealed class CapturedLog(Invariants invariants) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => invariants.Logged($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}

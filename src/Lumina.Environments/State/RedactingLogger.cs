using Microsoft.Extensions.Logging;

namespace Lumina.Environments;

/// <summary>A logger that replaces an environment's known secrets in what it is given.</summary>
internal sealed class RedactingLogger(ILogger inner, SecretRedactor redactor) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull =>
        redactor.Finds(state.ToString() ?? "") || HasSecretValue(state) ? inner.BeginScope(redactor.Redact(state.ToString() ?? "")) : inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel))
        {
            return;
        }

        string message = formatter(state, exception);
        string whole = $"{message}{state}{exception}";
        if (!redactor.Finds(whole) && !HasSecretValue(state))
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
            return;
        }

        // What is structured cannot be trusted once a secret is in it: the line goes on as text alone.
        string text = redactor.Redact(exception is null ? message : $"{message} {exception}");
        inner.Log(logLevel, eventId, text, exception: null, static (line, _) => line);
    }

    private bool HasSecretValue<TState>(TState state) =>
        state is IEnumerable<KeyValuePair<string, object?>> values && values.Any(value => value.Value?.ToString() is { } text && redactor.Finds(text));
}

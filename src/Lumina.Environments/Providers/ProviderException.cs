namespace Lumina.Environments.Providers;

/// <summary>A provider could not do what it was asked for.</summary>
public sealed class ProviderException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was tried, what the platform said and what to do next. Never a secret.</param>
    /// <param name="innerException">The platform's own error, if any.</param>
    public ProviderException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether trying again may help. Default: no.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether it is certain that the component is as it was before the call. Default: no, the manager looks. A reset or a scaling that fails so leaves its environment as it was.</summary>
    public bool LeftAsBefore { get; init; }

    /// <summary>The component's last log lines, oldest first.</summary>
    public IReadOnlyList<string> LastLogLines { get; init; } = [];
}

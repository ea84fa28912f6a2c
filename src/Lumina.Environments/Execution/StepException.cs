namespace Lumina.Environments;

/// <summary>An attempt at a step failed. It stays inside the library: a caller sees a <see cref="StepFailure"/>.</summary>
internal sealed class StepException(string message, Exception? cause) : Exception(message, cause)
{
    /// <summary>Whether trying again may help.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether it is certain that the component is as it was before.</summary>
    public bool LeftAsBefore { get; init; }

    public bool TimedOut { get; init; }

    /// <summary>Whether it was cancelled from outside.</summary>
    public bool WasCancelled { get; init; }

    /// <summary>Whether the call has not returned, so that the platform may still be at work.</summary>
    public bool InDoubt { get; init; }
}

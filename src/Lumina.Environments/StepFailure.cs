namespace Lumina.Environments;

/// <summary>A step that failed.</summary>
/// <param name="Component">The component.</param>
/// <param name="Action">What was tried.</param>
/// <param name="Error">The last error, with known secrets replaced.</param>
public sealed record StepFailure(ComponentName Component, StepAction Action, string Error)
{
    /// <summary>The way through the graph that led to it: each component depends on the one before it, the failed one is last.</summary>
    public IReadOnlyList<ComponentName> Path { get; init; } = [];

    /// <summary>How many attempts were made.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>How long it took in all.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Whether it ran out of time.</summary>
    public bool TimedOut { get; init; }

    /// <summary>The exception behind the error, with its type, its stack and its causes, known secrets replaced; null where there was none, as where a component was not ready in time.</summary>
    public string? Details { get; init; }

    /// <summary>The last state of the component that was seen, in the platform's words; null where nothing was seen.</summary>
    public string? LastState { get; init; }

    /// <summary>The error of the last health probe; null where none was made.</summary>
    public string? LastProbe { get; init; }

    /// <summary>The component's last log lines, oldest first.</summary>
    public IReadOnlyList<string> LastLogLines { get; init; } = [];
}

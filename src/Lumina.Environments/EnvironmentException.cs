namespace Lumina.Environments;

/// <summary>Something went wrong with an environment.</summary>
public class EnvironmentException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was tried on which environment, what happened and what to do next.</param>
    /// <param name="innerException">The cause, if one has a stack worth seeing.</param>
    public EnvironmentException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The environment; null where it does not exist yet.</summary>
    public EnvironmentId? EnvironmentId { get; init; }

    /// <summary>The environment's name; null where unknown.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>The root causes: the steps that failed by themselves. What was skipped because of them is not among them.</summary>
    public IReadOnlyList<StepFailure> Failures { get; init; } = [];

    /// <summary>What was destroyed again.</summary>
    public IReadOnlyList<ComponentName> RolledBack { get; init; } = [];

    /// <summary>What may still be on a platform.</summary>
    public IReadOnlyList<ComponentName> Left { get; init; } = [];
}

namespace Lumina.Environments;

/// <summary>An environment that another process had left unfinished.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reason">What was found, in a sentence.</param>
/// <param name="Status">What it is doing now.</param>
/// <param name="Left">The components of which something may be on a platform now.</param>
public sealed record RecoveredEnvironment(EnvironmentId Id, string Name, string Reason, EnvironmentStatus Status, IReadOnlyList<ComponentName> Left)
{
    /// <summary>What kept that which is left from being taken away, as the last attempt said; null where nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>Whether something of it could not be taken away.</summary>
    internal bool HasFailed => Status == EnvironmentStatus.Failed && Left.Count > 0;

    /// <summary>What was found and how it stands now, in a line.</summary>
    public override string ToString() =>
        $"{Name} ({Id}): {Reason}; now {Status}{(HasFailed ? $", left: {string.Join(", ", Left)}{(Error is null ? "" : $" ({Error})")}" : Left.Count == 0 ? ", nothing is left" : "")}";
}

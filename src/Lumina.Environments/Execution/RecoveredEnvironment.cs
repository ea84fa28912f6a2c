namespace Lumina.Environments;

/// <summary>An environment that another process had left unfinished, and that was brought to a true state.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reason">What was found, in a sentence.</param>
/// <param name="Status">What it is doing now.</param>
/// <param name="Left">The components of which something may be on a platform now: of what is up or stopped, all that it has.</param>
public sealed record RecoveredEnvironment(EnvironmentId Id, string Name, string Reason, EnvironmentStatus Status, IReadOnlyList<ComponentName> Left)
{
    /// <summary>What was found and how it stands now, in a line.</summary>
    public override string ToString() => $"{Name} ({Id}): {Reason}; now {Status}{(Left.Count == 0 ? ", nothing is left" : "")}";
}

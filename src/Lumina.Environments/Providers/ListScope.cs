namespace Lumina.Environments.Providers;

/// <summary>Where to look for marked components.</summary>
public sealed class ListScope
{
    /// <summary>The installation whose marks count; null for any.</summary>
    public string? Installation { get; init; }

    /// <summary>The environment whose marks count; null for any.</summary>
    public EnvironmentId? EnvironmentId { get; init; }

    /// <summary>Whether marks are within this scope.</summary>
    public bool Covers(OwnershipMarks marks)
    {
        ArgumentNullException.ThrowIfNull(marks);
        return (Installation is null || Installation == marks.Installation) && (EnvironmentId is null || EnvironmentId == marks.EnvironmentId);
    }
}

namespace Lumina.Environments;

/// <summary>What a sweep has done with a thing that it found.</summary>
public enum SweepOutcome
{
    /// <summary>It is no orphan and was left alone.</summary>
    Kept,

    /// <summary>It is an orphan; in a dry run nothing is removed.</summary>
    WouldBeRemoved,

    /// <summary>It was an orphan and is gone.</summary>
    Removed,

    /// <summary>It is an orphan and could not be removed, or a platform could not be looked at.</summary>
    Failed,
}

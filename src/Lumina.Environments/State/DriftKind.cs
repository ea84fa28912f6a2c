namespace Lumina.Environments;

/// <summary>How a thing differs from what was made.</summary>
public enum DriftKind
{
    /// <summary>It is there, and nothing of the environment made it.</summary>
    Added,

    /// <summary>It is not as it was made.</summary>
    Changed,

    /// <summary>It is gone.</summary>
    Removed,
}

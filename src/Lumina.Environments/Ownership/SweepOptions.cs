namespace Lumina.Environments;

/// <summary>How a sweep for orphans is done.</summary>
public sealed record SweepOptions
{
    /// <summary>Whether nothing is removed, and the report says what would be. Default: no.</summary>
    public bool DryRun { get; init; }

    /// <summary>Things younger than this are left alone, whatever else is known of them, 0 or more. Default: 10 minutes.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether the marks of every installation count, not only of this one. Default: no.</summary>
    public bool AllInstallations { get; init; }
}

namespace Lumina.Environments;

/// <summary>Where logs go.</summary>
public sealed record LogSpec
{
    /// <summary>For how many days they are kept, 1 to 3,653. Default: 7.</summary>
    public int RetentionDays { get; init; } = 7;

    /// <summary>The log groups.</summary>
    public IReadOnlyList<string> Groups { get; init => field = [.. value]; } = [];

    /// <summary>The log streams.</summary>
    public IReadOnlyList<string> Streams { get; init => field = [.. value]; } = [];
}

namespace Lumina.Environments;

/// <summary>How a number follows the load.</summary>
/// <param name="Minimum">The least, 0 to 1,000.</param>
/// <param name="Maximum">The most, at least the least, up to 1,000.</param>
public sealed record AutoScalingSpec(int Minimum, int Maximum)
{
    /// <summary>The use of processors that is aimed at, in percent, 1 to 100. Default: 70.</summary>
    public int TargetCpuPercent { get; init; } = 70;
}

namespace Lumina.Environments;

/// <summary>A dashboard.</summary>
/// <param name="Name">Its name: a DNS label.</param>
public sealed record DashboardSpec(string Name)
{
    /// <summary>The metrics that it shows.</summary>
    public IReadOnlyList<string> Metrics { get; init => field = [.. value]; } = [];
}

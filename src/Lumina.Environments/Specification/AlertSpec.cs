namespace Lumina.Environments;

/// <summary>An alert: a metric held against a threshold for a time.</summary>
/// <param name="Name">Its name: a DNS label.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Operator">How the metric is held against the threshold.</param>
/// <param name="Threshold">The threshold, in the metric's unit.</param>
public sealed record AlertSpec(string Name, string Metric, AlertOperator Operator, double Threshold)
{
    /// <summary>For how long it must hold, 1 second to 1 day. Default: 5 minutes.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where it is told, such as an e-mail address or a channel.</summary>
    public IReadOnlyList<string> Channels { get; init => field = [.. value]; } = [];
}

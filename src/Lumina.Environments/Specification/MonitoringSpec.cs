namespace Lumina.Environments;

/// <summary>What is wanted of monitoring.</summary>
public sealed record MonitoringSpec : ComponentSpec
{
    /// <inheritdoc />
    public override string Kind => ComponentKinds.Monitoring;

    /// <summary>The names of the metrics that are collected.</summary>
    public IReadOnlyList<string> Metrics { get; init => field = [.. value]; } = [];

    /// <summary>The alerts.</summary>
    public IReadOnlyList<AlertSpec> Alerts { get; init => field = [.. value]; } = [];

    /// <summary>The dashboards.</summary>
    public IReadOnlyList<DashboardSpec> Dashboards { get; init => field = [.. value]; } = [];

    /// <summary>Where logs go; null for nowhere.</summary>
    public LogSpec? Logs { get; init; }

    /// <summary>Not known before it is made: addresses of the platform.</summary>
    public override IEnumerable<string>? DeclaredOutputs => null;
}

using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>
/// CloudWatch: log groups, one alarm for each alert and each thing that has its metric, topics for the channels, dashboards. The metrics are those that AWS's services tell by themselves
/// (<see cref="MetricCatalog"/>), and those that somebody puts there by namespace.
/// </summary>
internal sealed class MonitoringConfiguration : IAwsConfiguration<MonitoringSpec>
{
    public bool Takes(MonitoringSpec spec) => true;

    public IEnumerable<SpecificationFault> FindObstacles(MonitoringSpec spec, AwsOptions options)
    {
        foreach ((string path, string metric) in MetricsOf(spec))
        {
            // One that is empty is a fault of the library's own rules.
            if (!string.IsNullOrWhiteSpace(metric) && !MetricName.TryParse(metric, out _, out string? problem))
            {
                yield return new(path, problem, MetricName.Advice);
            }
        }

        foreach ((string path, string channel) in ChannelsOf(spec))
        {
            if (channel.StartsWith("arn:", StringComparison.Ordinal) && !AlertChannels.IsTopic(channel))
            {
                yield return new(path, $"Channel '{channel}' is no ARN of a topic of SNS.", "Write one such as arn:aws:sns:eu-central-1:123456789012:on-call.");
            }
            else if (channel.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            {
                yield return new(path, $"Channel '{channel}' is told without encryption.", "Write an https address.");
            }
        }
    }

    public IEnumerable<NotApplicableSetting> FindNotApplicable(MonitoringSpec spec)
    {
        if (spec.Metrics.Count > 0)
        {
            yield return new("metrics", "AWS collects the metrics of its services by itself, and others are collected by whoever puts them there; nothing is made for them");
        }

        if (spec.Logs is { } logs && LogGroups.RetentionDays(logs.RetentionDays) is int days && days != logs.RetentionDays)
        {
            yield return new("logs.retentionDays", string.Create(CultureInfo.InvariantCulture, $"CloudWatch keeps logs for certain numbers of days, so that these are kept for {days} in place of {logs.RetentionDays}"));
        }

        foreach ((string path, string channel) in ChannelsOf(spec).Where(each => AlertChannels.NobodyListens(each.Channel)))
        {
            yield return new(path, $"'{channel}' is neither an e-mail address nor an https address nor an SNS topic: a topic is made for it, to which nobody listens until somebody subscribes (Amazon Q Developer for a chat)");
        }
    }

    public TimeSpan EstimateDuration(MonitoringSpec spec) => TimeSpan.FromSeconds(15);

    /// <summary>It gives names alone, and they hold everywhere.</summary>
    public Vantage ReachableFrom(MonitoringSpec spec, AwsOptions options) => Vantage.Everywhere;

    public void Write(MonitoringSpec spec, AwsComponent component)
    {
        if (spec.Logs is { } logs)
        {
            LogGroups.Write(logs, component);
        }

        IReadOnlyDictionary<string, TerraformValue> topics = AlertChannels.Write(spec, component);
        for (int i = 0; i < spec.Metrics.Count; i++)
        {
            // Nothing is made for it; that nothing has it is a mistake all the same.
            MetricCatalog.Find(spec.Metrics[i], component, string.Create(CultureInfo.InvariantCulture, $"metrics[{i}]"));
        }

        for (int i = 0; i < spec.Alerts.Count; i++)
        {
            AlertAlarms.Write(spec.Alerts[i], component, topics, string.Create(CultureInfo.InvariantCulture, $"alerts[{i}]"));
        }

        for (int i = 0; i < spec.Dashboards.Count; i++)
        {
            DashboardBody.Write(spec.Dashboards[i], component, string.Create(CultureInfo.InvariantCulture, $"dashboards[{i}]"));
        }
    }

    public ComponentOutputs Read(MonitoringSpec spec, AwsComponent component, AwsValues values) =>
        values.Names.Order(StringComparer.Ordinal).Aggregate(ComponentOutputs.Empty, (outputs, name) => outputs.With(name, values.Get(name)));

    private static IEnumerable<(string Path, string Metric)> MetricsOf(MonitoringSpec spec) =>
    [
        .. spec.Metrics.Select((metric, i) => (At($"metrics[{i}]"), metric)),
        .. spec.Alerts.Select((alert, i) => (At($"alerts[{i}].metric"), alert.Metric)),
        .. spec.Dashboards.SelectMany((dashboard, i) => dashboard.Metrics.Select((metric, j) => (At($"dashboards[{i}].metrics[{j}]"), metric))),
    ];

    private static IEnumerable<(string Path, string Channel)> ChannelsOf(MonitoringSpec spec) =>
        spec.Alerts.SelectMany((alert, i) => alert.Channels.Select((channel, j) => (At($"alerts[{i}].channels[{j}]"), channel)));

    private static string At(FormattableString path) => FormattableString.Invariant(path);
}

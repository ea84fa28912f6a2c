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

    public IEnumerable<string> FindObstacles(MonitoringSpec spec, AwsOptions options)
    {
        IEnumerable<string> metrics = spec.Metrics.Concat(spec.Alerts.Select(alert => alert.Metric)).Concat(spec.Dashboards.SelectMany(dashboard => dashboard.Metrics)).Distinct(StringComparer.Ordinal);
        foreach (string metric in metrics)
        {
            if (!MetricName.TryParse(metric, out _, out string? problem))
            {
                yield return problem;
            }
        }

        foreach (string channel in spec.Alerts.SelectMany(alert => alert.Channels).Distinct(StringComparer.Ordinal))
        {
            if (channel.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            {
                yield return $"channel '{channel}' is told without encryption; write an https address";
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

        for (int i = 0; i < spec.Alerts.Count; i++)
        {
            for (int j = 0; j < spec.Alerts[i].Channels.Count; j++)
            {
                if (AlertChannels.NobodyListens(spec.Alerts[i].Channels[j]))
                {
                    yield return new(
                        string.Create(CultureInfo.InvariantCulture, $"alerts[{i}].channels[{j}]"),
                        $"'{spec.Alerts[i].Channels[j]}' is neither an e-mail address nor an https address nor an SNS topic: a topic is made for it, to which nobody listens until somebody subscribes (Amazon Q Developer for a chat)");
                }
            }
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
}

using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>The alarms of an alert: one for each thing that has the metric, so that the alarm says which it is.</summary>
internal static class AlertAlarms
{
    private const int LongestName = 255;

    public static void Write(AlertSpec alert, AwsComponent component, IReadOnlyDictionary<string, TerraformValue> topics, string path)
    {
        foreach (MetricSource source in MetricCatalog.Find(alert.Metric, component, $"{path}.metric"))
        {
            string role = $"{alert.Name} {source.Title}";
            TerraformValue[] actions = [.. alert.Channels.Select(channel => topics[channel])];
            component.Tagged("aws_cloudwatch_metric_alarm", role, new TerraformBlock
            {
                ["alarm_name"] = component.PlatformName(PlatformText.Fit(role, LongestName, static c => char.IsAsciiLetterOrDigit(c) || c == '-'), LongestName),
                ["alarm_description"] = string.Create(CultureInfo.InvariantCulture, $"{source.Title} is {Words(alert.Operator)} {alert.Threshold}"),
                ["namespace"] = source.Namespace,
                ["metric_name"] = source.Metric,
                ["dimensions"] = Dimensions(source),
                ["statistic"] = source.Statistic,
                ["comparison_operator"] = Comparison(alert.Operator),
                ["threshold"] = alert.Threshold,
                ["period"] = source.PeriodSeconds,
                ["evaluation_periods"] = Periods(alert.Duration, source.PeriodSeconds),
                ["alarm_actions"] = actions.Length > 0 ? TerraformValue.List(actions) : null,
            }, component.PlatformName(alert.Name, 128));
        }
    }

    /// <summary>The dimensions of a metric; null for none.</summary>
    private static TerraformValue? Dimensions(MetricSource source)
    {
        TerraformBlock dimensions = [];
        foreach ((string name, TerraformValue value) in source.Dimensions)
        {
            dimensions.Add(name, value);
        }

        return source.Dimensions.Count > 0 ? (TerraformValue)dimensions : null;
    }

    /// <summary>How many values in a row: at least as long as the spec says, since a metric has one value a period.</summary>
    private static int Periods(TimeSpan duration, int periodSeconds) => Math.Max(1, (int)Math.Ceiling(duration.TotalSeconds / periodSeconds));

    private static string Comparison(AlertOperator comparison) => comparison switch
    {
        AlertOperator.GreaterThan => "GreaterThanThreshold",
        AlertOperator.GreaterThanOrEqual => "GreaterThanOrEqualToThreshold",
        AlertOperator.LessThan => "LessThanThreshold",
        _ => "LessThanOrEqualToThreshold",
    };

    private static string Words(AlertOperator comparison) => comparison switch
    {
        AlertOperator.GreaterThan => "above",
        AlertOperator.GreaterThanOrEqual => "at or above",
        AlertOperator.LessThan => "below",
        _ => "at or below",
    };
}

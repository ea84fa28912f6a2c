namespace Lumina.Environments;

/// <summary>What must hold for monitoring.</summary>
internal static class MonitoringRules
{
    public static void Check(string path, MonitoringSpec monitoring, FaultList faults)
    {
        CheckTexts($"{path}.metrics", monitoring.Metrics, "metric", faults);
        faults.Distinct($"{path}.alerts", monitoring.Alerts, alert => alert.Name, ".name", "alert");
        for (int i = 0; i < monitoring.Alerts.Count; i++)
        {
            CheckAlert($"{path}.alerts[{i}]", monitoring.Alerts[i], faults);
        }

        faults.Distinct($"{path}.dashboards", monitoring.Dashboards, dashboard => dashboard.Name, ".name", "dashboard");
        for (int i = 0; i < monitoring.Dashboards.Count; i++)
        {
            faults.Label($"{path}.dashboards[{i}]", "name", monitoring.Dashboards[i].Name, "a dashboard");
            CheckTexts($"{path}.dashboards[{i}].metrics", monitoring.Dashboards[i].Metrics, "metric", faults);
        }

        if (monitoring.Logs is { } logs)
        {
            faults.Range(path, "logs.retentionDays", logs.RetentionDays, Bounds.LogDays);
            CheckTexts($"{path}.logs.groups", logs.Groups, "log group", faults);
            CheckTexts($"{path}.logs.streams", logs.Streams, "log stream", faults);
        }
    }

    private static void CheckAlert(string path, AlertSpec alert, FaultList faults)
    {
        faults.Label(path, "name", alert.Name, "an alert");
        faults.NotBlank(path, "metric", alert.Metric);
        faults.Defined(path, "operator", alert.Operator);
        faults.Range(path, "duration", alert.Duration, Bounds.AlertDuration);
        if (!double.IsFinite(alert.Threshold))
        {
            faults.Add($"{path}.threshold", $"{alert.Threshold} is no threshold.", "Give it a finite number.");
        }

        CheckTexts($"{path}.channels", alert.Channels, "channel", faults);
    }

    private static void CheckTexts(string path, IReadOnlyList<string> texts, string what, FaultList faults)
    {
        faults.Distinct(path, texts, text => text, "", $"{what} a name");
        for (int i = 0; i < texts.Count; i++)
        {
            faults.NotBlank($"{path}[{i}]", "", texts[i]);
        }
    }
}

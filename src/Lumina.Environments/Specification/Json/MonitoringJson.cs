namespace Lumina.Environments;

/// <summary>Monitoring as JSON.</summary>
internal static class MonitoringJson
{
    private static readonly JsonObject<AlertSpec> Alert = new JsonObject<AlertSpec>("an alert", () => new AlertSpec("", "", default, 0))
        .Required("name", Codecs.Text, alert => alert.Name, (alert, value) => alert with { Name = value })
        .Required("metric", Codecs.Text, alert => alert.Metric, (alert, value) => alert with { Metric = value })
        .Required("operator", Codecs.Enum<AlertOperator>(), alert => alert.Operator, (alert, value) => alert with { Operator = value })
        .Required("threshold", Codecs.Number, alert => alert.Threshold, (alert, value) => alert with { Threshold = value })
        .Optional("duration", Codecs.Duration, alert => alert.Duration, (alert, value) => alert with { Duration = value })
        .Optional("channels", Codecs.Texts, alert => alert.Channels, (alert, value) => alert with { Channels = value });

    private static readonly JsonObject<DashboardSpec> Dashboard = new JsonObject<DashboardSpec>("a dashboard", () => new DashboardSpec(""))
        .Required("name", Codecs.Text, dashboard => dashboard.Name, (dashboard, value) => dashboard with { Name = value })
        .Optional("metrics", Codecs.Texts, dashboard => dashboard.Metrics, (dashboard, value) => dashboard with { Metrics = value });

    private static readonly JsonObject<LogSpec> Logs = new JsonObject<LogSpec>("logs", () => new LogSpec())
        .Optional("retentionDays", Codecs.Integer, logs => logs.RetentionDays, (logs, value) => logs with { RetentionDays = value })
        .Optional("groups", Codecs.Texts, logs => logs.Groups, (logs, value) => logs with { Groups = value })
        .Optional("streams", Codecs.Texts, logs => logs.Streams, (logs, value) => logs with { Streams = value });

    public static readonly JsonObject<MonitoringSpec> Codec = new JsonObject<MonitoringSpec>("monitoring", () => new MonitoringSpec())
        .Optional("metrics", Codecs.Texts, spec => spec.Metrics, (spec, value) => spec with { Metrics = value })
        .Optional("alerts", Codecs.List(Alert), spec => spec.Alerts, (spec, value) => spec with { Alerts = value })
        .Optional("dashboards", Codecs.List(Dashboard), spec => spec.Dashboards, (spec, value) => spec with { Dashboards = value })
        .Optional("logs", Logs, spec => spec.Logs, (spec, value) => spec with { Logs = value })
        .WithComponentMembers();
}

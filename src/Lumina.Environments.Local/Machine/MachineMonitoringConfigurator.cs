using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Stands the library's own health checks and log lines in for monitoring.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MachineMonitoringConfigurator(LocalHost host) : MachineProvider<MonitoringSpec>(host, ComponentKinds.Monitoring), IMonitoringConfigurator
{
    public override string? WhyNot(MonitoringSpec spec) => null;

    protected override IEnumerable<NotApplicableSetting> NotApplicable(MonitoringSpec spec)
    {
        if (spec.Metrics.Count + spec.Alerts.Count + spec.Dashboards.Count > 0)
        {
            yield return new("metrics", "no metrics are collected on this machine, so that there are no alerts and dashboards on them; health checks run all the same");
        }

        if (spec.Logs is not null)
        {
            yield return new("logs", "the last log lines of each service are kept in memory and end with the environment");
        }
    }
}

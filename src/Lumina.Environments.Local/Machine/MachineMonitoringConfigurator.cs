using System.Runtime.Versioning;
using Lumina.Environments.Providers;
using Lumina.Environments.StandIns;

namespace Lumina.Environments.Local;

/// <summary>Stands the library's own health checks and log lines in for monitoring.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MachineMonitoringConfigurator(LocalHost host) : MachineProvider<MonitoringSpec>(host, ComponentKinds.Monitoring), IMonitoringConfigurator
{
    protected override IEnumerable<NotApplicableSetting> NotApplicable(MonitoringSpec spec) => StandInSettings.Of(spec);
}

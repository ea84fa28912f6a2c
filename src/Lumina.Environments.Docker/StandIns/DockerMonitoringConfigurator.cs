using Lumina.Environments.Providers;
using Lumina.Environments.StandIns;

namespace Lumina.Environments.Docker;

/// <summary>Stands the library's own health checks and log lines in for monitoring.</summary>
internal sealed class DockerMonitoringConfigurator(DockerEngine engine, DockerMarks marks, EngineVolumes volumes, ExpiryVolumes expiry)
    : StandInProvider<MonitoringSpec>(engine, marks, volumes, expiry, EnginePrices.MonitoringProviderName), IMonitoringConfigurator
{
    protected override IEnumerable<NotApplicableSetting> NotApplicable(MonitoringSpec spec) => StandInSettings.Of(spec);
}

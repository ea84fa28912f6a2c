using System.Runtime.Versioning;
using Lumina.Environments.Providers;
using Lumina.Environments.StandIns;

namespace Lumina.Environments.Local;

/// <summary>Stands this machine in for instances and load balancers. Cloud resources are not to be had on it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MachineInfrastructureProvider(LocalHost host) : MachineProvider<InfrastructureSpec>(host, ComponentKinds.Infrastructure), IInfrastructureProvider
{
    public override IEnumerable<SpecificationFault> FindObstacles(InfrastructureSpec spec) => StandInSettings.FindObstacles(spec, Options.AllowUnencrypted, $"{nameof(LocalOptions)}.{nameof(LocalOptions.AllowUnencrypted)}");

    protected override IEnumerable<NotApplicableSetting> NotApplicable(InfrastructureSpec spec) => StandInSettings.Of(spec, LocalDatabases.Address);
}

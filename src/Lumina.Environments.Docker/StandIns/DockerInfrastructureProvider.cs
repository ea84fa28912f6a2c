using Lumina.Environments.Providers;
using Lumina.Environments.StandIns;

namespace Lumina.Environments.Docker;

/// <summary>Stands the engine's machine in for instances and load balancers. Cloud resources are not to be had on it.</summary>
internal sealed class DockerInfrastructureProvider(DockerEngine engine, DockerMarks marks, EngineVolumes volumes, ExpiryVolumes expiry)
    : StandInProvider<InfrastructureSpec>(engine, marks, volumes, expiry, EnginePrices.InfrastructureProviderName), IInfrastructureProvider
{
    public override IEnumerable<SpecificationFault> FindObstacles(InfrastructureSpec spec) => StandInSettings.FindObstacles(spec, Engine.Options.AllowUnencrypted, $"{nameof(DockerOptions)}.{nameof(DockerOptions.AllowUnencrypted)}");

    protected override IEnumerable<NotApplicableSetting> NotApplicable(InfrastructureSpec spec) => StandInSettings.Of(spec, Engine.HostAddress);
}

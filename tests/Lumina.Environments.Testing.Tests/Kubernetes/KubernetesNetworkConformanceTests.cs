using Lumina.Environments.Kubernetes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Kubernetes;

[Trait("Category", "Soak")]
public sealed class KubernetesNetworkConformanceTests : KubernetesConformance<NetworkSpec>
{
    protected override NetworkSpec CreateSpec(string name) => new();

    private protected override IComponentProvider<NetworkSpec> Take(KubernetesEnvironments environments) =>
        new KubernetesProvider<NetworkSpec>(ComponentKinds.Network, environments, [new NetworkManifests()]);
}

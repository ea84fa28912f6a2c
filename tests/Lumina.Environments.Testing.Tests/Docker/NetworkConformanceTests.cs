using Lumina.Environments.Docker;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Docker;

[Trait("Category", "Docker")]
[Trait("Category", "Networking")]
public sealed class NetworkConformanceTests : DockerConformance<NetworkSpec>
{
    protected override IComponentProvider<NetworkSpec> CreateProvider() => Get<DockerNetworkConfigurator>();

    protected override NetworkSpec CreateSpec(string name) => new();
}

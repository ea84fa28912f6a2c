using Lumina.Environments.Docker;

namespace Lumina.Environments.Testing.Tests.Docker;

[Trait("Category", "Soak")]
public sealed class SharedMySqlConformanceTests : DockerMySqlConformance
{
    protected override DockerLifetime Lifetime => DockerLifetime.Process;
}

using Lumina.Environments.Docker;

namespace Lumina.Environments.Testing.Tests.Docker;

[Trait("Category", "Soak")]
public sealed class SharedPostgreSqlConformanceTests : DockerPostgreSqlConformance
{
    protected override DockerLifetime Lifetime => DockerLifetime.Process;
}

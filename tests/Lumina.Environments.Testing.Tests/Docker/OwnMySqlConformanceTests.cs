namespace Lumina.Environments.Testing.Tests.Docker;

[Trait("Category", "Soak")]
public sealed class OwnMySqlConformanceTests : DockerMySqlConformance;

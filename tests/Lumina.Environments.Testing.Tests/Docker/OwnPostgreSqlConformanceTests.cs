namespace Lumina.Environments.Testing.Tests.Docker;

[Trait("Category", "Docker")]
public sealed class OwnPostgreSqlConformanceTests : DockerPostgreSqlConformance;

using Lumina.Environments.Local;

namespace Lumina.Environments.Testing.Tests.Local;

[Trait("Category", "Soak")]
public sealed class KeptPostgreSqlConformanceTests : PostgreSqlConformance
{
    protected override LocalLifetime Lifetime => LocalLifetime.Environment;
}

using Lumina.Environments.Docker;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Docker;

public abstract class DockerPostgreSqlConformance : DockerDatabaseConformance
{
    protected override IComponentProvider<DatabaseSpec> CreateProvider() => Get<DockerPostgreSqlProvider>();

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.PostgreSql) { Schemas = ["sales"] };

    protected override ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken) => KeptValue.WriteAsync(ConnectionString(context), value, cancellationToken);

    protected override ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken) => KeptValue.ReadAsync(ConnectionString(context), cancellationToken);
}

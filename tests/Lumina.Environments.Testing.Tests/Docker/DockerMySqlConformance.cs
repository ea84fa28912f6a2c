using Lumina.Environments.Docker;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Testing.Tests.Docker;

/// <summary>MariaDB in containers, with images that were made here.</summary>
public abstract class DockerMySqlConformance : DockerDatabaseConformance
{
    protected override IComponentProvider<DatabaseSpec> CreateProvider() => Get<DockerMySqlProvider>();

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.MySql);

    protected override async ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken)
    {
        await RunAsync(context, $"CREATE TABLE IF NOT EXISTS kept (value text); TRUNCATE kept; INSERT INTO kept VALUES ('{value}')", cancellationToken);
        return true;
    }

    protected override async ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await RunAsync(context, "SHOW TABLES LIKE 'kept'", cancellationToken) is string ? (string?)await RunAsync(context, "SELECT value FROM kept", cancellationToken) : null;

    private static async Task<object?> RunAsync(ComponentContext context, string sql, CancellationToken cancellationToken)
    {
        await using MySqlConnection connection = new(new MySqlConnectionStringBuilder(ConnectionString(context)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using MySqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}

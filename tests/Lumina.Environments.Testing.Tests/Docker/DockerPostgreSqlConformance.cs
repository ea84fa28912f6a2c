using Lumina.Environments.Docker;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Testing.Tests.Docker;

public abstract class DockerPostgreSqlConformance : DockerDatabaseConformance
{
    protected override IComponentProvider<DatabaseSpec> CreateProvider() => Get<DockerPostgreSqlProvider>();

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.PostgreSql) { Schemas = ["sales"] };

    protected override async ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken)
    {
        await RunAsync(ConnectionString(context), $"CREATE TABLE IF NOT EXISTS sales.kept (value text); TRUNCATE sales.kept; INSERT INTO sales.kept VALUES ('{value}')", cancellationToken);
        return true;
    }

    protected override async ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await RunAsync(ConnectionString(context), "SELECT to_regclass('sales.kept')::text", cancellationToken) is string
            ? (string?)await RunAsync(ConnectionString(context), "SELECT value FROM sales.kept", cancellationToken)
            : null;

    private static async Task<object?> RunAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}

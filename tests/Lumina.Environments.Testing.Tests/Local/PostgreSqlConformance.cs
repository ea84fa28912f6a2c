using Lumina.Environments.Local;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Testing.Tests.Local;

public abstract class PostgreSqlConformance : LocalConformance<DatabaseSpec>
{
    private string? _admin;

    protected PostgreSqlConformance() => LocalPlatform.Require(
        "postgresql", "postgres", Directory.Exists("/usr/lib/postgresql") ? [.. Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))] : []);

    // A database and its comment are two statements; what is kept has its marks before it has a server.
    protected override bool MarksFollow => Lifetime == LocalLifetime.Process;

    protected override IComponentProvider<DatabaseSpec> CreateProvider() => Local.Get<PostgreSqlProvider>();

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.PostgreSql) { Schemas = ["sales"] };

    protected override async ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _admin = context.Outputs.Find(OutputNames.AdminConnectionString)?.Reveal() ?? _admin;
        return _admin is null || Lifetime == LocalLifetime.Environment
            ? await base.CountAsync(context, cancellationToken)
            : Convert.ToInt32(await RunAsync(_admin, $"SELECT count(*) FROM pg_database WHERE datname LIKE '{context.ExternalName}%'", cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    protected override async ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken)
    {
        await RunAsync(ConnectionString(context), $"CREATE TABLE IF NOT EXISTS sales.kept (value text); TRUNCATE sales.kept; INSERT INTO sales.kept VALUES ('{value}')", cancellationToken);
        return true;
    }

    protected override async ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await RunAsync(ConnectionString(context), "SELECT to_regclass('sales.kept')::text", cancellationToken) is string
            ? (string?)await RunAsync(ConnectionString(context), "SELECT value FROM sales.kept", cancellationToken)
            : null;

    private static string ConnectionString(ComponentContext context) => context.Outputs.Find(OutputNames.ConnectionString)!.Reveal();

    private static async Task<object?> RunAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}

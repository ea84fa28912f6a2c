using System.Globalization;
using Lumina.Environments.Local;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Testing.Tests.Local;

public abstract class MariaDbConformance : LocalConformance<DatabaseSpec>
{
    private string? _admin;

    protected MariaDbConformance() => LocalPlatform.Require("mariadb", "mariadbd", "/usr/sbin", "/usr/bin", "/usr/libexec");

    protected override IComponentProvider<DatabaseSpec> CreateProvider() => Local.Get<MariaDbProvider>();

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.MySql);

    protected override async ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _admin = context.Outputs.Find(OutputNames.AdminConnectionString)?.Reveal() ?? _admin;
        return _admin is null
            ? await base.CountAsync(context, cancellationToken)
            : Convert.ToInt32(await RunAsync(_admin, $"SELECT count(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '{context.ExternalName}%'", cancellationToken), CultureInfo.InvariantCulture);
    }

    protected override async ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken)
    {
        await RunAsync(ConnectionString(context), $"CREATE TABLE IF NOT EXISTS kept (value text); TRUNCATE kept; INSERT INTO kept VALUES ('{value}')", cancellationToken);
        return true;
    }

    protected override async ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken) =>
        Convert.ToInt32(await RunAsync(ConnectionString(context), "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()", cancellationToken), CultureInfo.InvariantCulture) > 0
            ? (string?)await RunAsync(ConnectionString(context), "SELECT value FROM kept", cancellationToken)
            : null;

    private static string ConnectionString(ComponentContext context) => context.Outputs.Find(OutputNames.ConnectionString)!.Reveal();

    private static async Task<object?> RunAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using MySqlConnection connection = new(new MySqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using MySqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}

using Npgsql;

namespace Lumina.Environments.Testing.Tests;

/// <summary>A value that a suite writes into a PostgreSQL database's schema 'sales' and reads again.</summary>
internal static class KeptValue
{
    public static async ValueTask<bool> WriteAsync(string connectionString, string value, CancellationToken cancellationToken)
    {
        await QueryAsync(connectionString, $"CREATE TABLE IF NOT EXISTS sales.kept (value text); TRUNCATE sales.kept; INSERT INTO sales.kept VALUES ('{value}')", cancellationToken);
        return true;
    }

    /// <summary>Null where none is there.</summary>
    public static async ValueTask<string?> ReadAsync(string connectionString, CancellationToken cancellationToken) =>
        await QueryAsync(connectionString, "SELECT to_regclass('sales.kept')::text", cancellationToken) is string
            ? (string?)await QueryAsync(connectionString, "SELECT value FROM sales.kept", cancellationToken)
            : null;

    public static async Task<object?> QueryAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}

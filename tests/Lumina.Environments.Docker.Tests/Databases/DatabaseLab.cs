using Npgsql;

namespace Lumina.Environments.Docker.Tests.Databases;

/// <summary>Specs with databases, and ways into them that do not go through the product.</summary>
internal static class DatabaseLab
{
    public const string PostgreSqlImage = "lumina-test/postgres:15";

    public static DatabaseSpec Orders { get; } = new("orders", DatabaseType.PostgreSql);

    /// <summary>A thousand rows in PostgreSQL.</summary>
    public static DatabaseSpec Seeded { get; } = Orders with { Data = TestData.FromSqlFiles(SeedFile("docker-orders.sql", "SELECT n, 'item ' || n", 1000)) };

    /// <summary>So many rows that a copy of them, which is made as soon as they are in, takes a while.</summary>
    public static DatabaseSpec Large { get; } = Orders with { Data = TestData.FromSqlFiles(SeedFile("docker-large.sql", "SELECT n, repeat('item ' || n, 20)", 1_000_000)) };

    public static EnvironmentSpec Spec(params DatabaseSpec[] databases) => new("lab", "tests") { Databases = databases };

    public static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public static string Admin(TestEnvironment environment, string database = "orders") => environment.Output(ComponentName.Database(database), OutputNames.AdminConnectionString);

    private static string SeedFile(string name, string row, int count)
    {
        string file = Path.Combine(AppContext.BaseDirectory, name);
        File.WriteAllText(file, FormattableString.Invariant($"CREATE TABLE items (id int PRIMARY KEY, name text); INSERT INTO items {row} FROM generate_series(1, {count}) n;"));
        return file;
    }
}

using Npgsql;

namespace Lumina.Environments.Docker.Tests.Databases;

/// <summary>Specs with databases, and ways into them that do not go through the product.</summary>
internal static class DatabaseLab
{
    public const string PostgreSqlImage = "lumina-test/postgres:15";

    public static DatabaseSpec Orders { get; } = new("orders", DatabaseType.PostgreSql);

    /// <summary>A thousand rows in PostgreSQL.</summary>
    public static DatabaseSpec Seeded { get; } = Orders with { Data = TestData.FromSqlFiles(SeedFile()) };

    public static EnvironmentSpec Spec(params DatabaseSpec[] databases) => new("lab", "tests") { Databases = databases };

    public static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public static string Admin(TestEnvironment environment, string database = "orders") => environment.Output(ComponentName.Database(database), OutputNames.AdminConnectionString);

    private static string SeedFile()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "docker-orders.sql");
        File.WriteAllText(file, "CREATE TABLE items (id int PRIMARY KEY, name text); INSERT INTO items SELECT n, 'item ' || n FROM generate_series(1, 1000) n;");
        return file;
    }
}

using Npgsql;

namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class FirstUse
{
    public static async Task<object?> RunAsync()
    {
        // snippet: first-use
        EnvironmentSpec spec = new("checkout", owner: "payments")
        {
            Databases =
            [
                new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles("samples/Shop/db/schema.sql", "samples/Shop/db/orders.sql") },
            ],
        };

        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseLocal());
        await using TestEnvironment environment = await manager.OpenAsync(spec); // who opens it owns it: disposal takes it down

        await using NpgsqlConnection orders = new(environment.ConnectionString("orders"));
        await orders.OpenAsync();
        // end snippet
        await using NpgsqlCommand command = new("SELECT count(*) FROM orders", orders);
        return await command.ExecuteScalarAsync();
    }
}

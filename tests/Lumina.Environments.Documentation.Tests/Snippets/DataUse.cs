using System.Data.Common;
using Npgsql;

namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class DataUse
{
    public static DatabaseSpec Chained() =>
        // snippet: data-sources
        new DatabaseSpec("orders", DatabaseType.PostgreSql)
        {
            Data = TestData.FromSqlFiles("db/schema.sql")
                .Then(TestData.FromCsvFile("countries", "db/countries.csv"))
                .Then(TestData.FromJsonFile("sales.orders", "db/orders.json"))
                .Then(TestData.FromJsonFile("db/others.json")), // {"customers": [{"id": 1, …}], "sales.lines": […]}
        };
        // end snippet

    public static DatabaseSpec Redis() =>
        // snippet: data-redis
        new DatabaseSpec("cache", DatabaseType.Redis) { Data = TestData.FromRedisFile("cache.redis") };
        // end snippet

    public static DatabaseSpec MySql() =>
        // snippet: data-mysql
        new DatabaseSpec("orders", DatabaseType.MySql) { Data = TestData.FromSqlFiles("db/schema.sql", "db/routines.sql") };
        // end snippet

    public static TestData Code()
    {
        // snippet: data-code
        TestData migrated = TestData.From("migrations", MigrateAsync, typeof(DataUse).Assembly); // the assembly that holds the migrations

        static async Task MigrateAsync(DbConnection connection, CancellationToken cancellationToken)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE)";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        // end snippet
        return migrated;
    }

    public static TestData Generated(TestData schema) =>
        // snippet: data-generated
        schema.Then(TestData.Generate(
            seed: 42,
            new GeneratedTable("orders", rows: 10_000),
            new GeneratedTable("customers", rows: 1_000)
            {
                Columns = { ["email"] = faker => $"{faker.Name.FirstName()}.{faker.IndexFaker}@example.com", ["referred_by"] = _ => null },
            }));
        // end snippet

    public static TestData GeneratedInGerman(GeneratedTable table) =>
        // snippet: data-generated-options
        new TestData(new GeneratedSource(seed: 42, table) { Locale = "de", ReferenceTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        // end snippet

    public static async Task RentAsync(TestEnvironment environment)
    {
        // snippet: data-rent
        await using RentedDatabase orders = await environment.RentDatabaseAsync("orders");
        await using NpgsqlConnection connection = new(orders.ConnectionString);
        // end snippet
        await connection.OpenAsync();
    }

    public static void Configure(EnvironmentsBuilder environments) =>
        // snippet: data-options
        environments.UseLocal().ConfigureData(options => options.MaximumRentedDatabases = 64);
        // end snippet

    public static DatabaseSpec OnAServer(EnvironmentsBuilder environments)
    {
        // snippet: data-server
        environments
            .UseKubernetes()
            .UseDatabaseServer("team", DatabaseType.PostgreSql, Secret.FromEnvironmentVariable("TEAM_SERVER"), server => server.NetworkHost = "postgres.internal");

        DatabaseSpec orders = new("orders", DatabaseType.PostgreSql) { Provider = "team", Data = TestData.FromSqlFiles("db/schema.sql") };
        // end snippet
        return orders;
    }

    public static async Task<bool> ResetAsync(TestEnvironment environment)
    {
        // snippet: data-reset
        ResetReport reset = await environment.ResetAsync();
        ResetResult orders = reset.Components[ComponentName.Data("orders")]; // orders.Way is Difference, orders.KeptSessions is true
        // end snippet
        return orders.KeptSessions;
    }

    // snippet: data-source-of-your-own
    public sealed record Countries(int Edition) : CodeSource
    {
        public override string Kind => "countries";

        public override string Key => $"{Edition}"; // the same edition, the same rows

        public override bool OwnsTransactions => false; // it is run within that of the other sources

        public override async Task FillAsync(DbConnection connection, CancellationToken cancellationToken)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "INSERT INTO countries SELECT * FROM unnest(ARRAY['de', 'fr', 'it'])";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
    // end snippet
}

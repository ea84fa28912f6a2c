using Lumina.Environments.XunitV3;
using Npgsql;

namespace Lumina.Environments.Benchmarks.FirstTest;

public sealed class OrdersFixture : EnvironmentFixture
{
    protected override EnvironmentSpec CreateSpec() => new("first-test", "bench")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles("schema.sql") }],
    };

    protected override void Configure(EnvironmentsBuilder environments)
    {
        string folder = Path.Combine(Path.GetTempPath(), "lumina-first-test");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "schema.sql"), "CREATE TABLE orders AS SELECT g AS id, 'order ' || g AS name FROM generate_series(1, 1000) g");
        environments.UseLocal().Configure(options => options.BaseDirectory = folder);
    }
}

public sealed class BareTests
{
    [Fact]
    public void Nothing_is_needed() => Assert.Equal(2, 1 + 1);
}

public sealed class DatabaseTests(OrdersFixture orders) : IClassFixture<OrdersFixture>
{
    [Fact]
    public async Task A_seeded_database_answers()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(orders.Environment.ConnectionString("orders"));
        await using NpgsqlCommand command = source.CreateCommand("SELECT count(*) FROM orders");
        Assert.Equal(1000L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}

using Lumina.Environments;
using Npgsql;

namespace Shop.Tests;

/// <summary>Tests that run side by side, each on a seeded database of its own.</summary>
public sealed class RentedOrdersTests(ShopFixture shop)
{
    public static TheoryData<string> Customers => ["Ada", "Blaise", "Charles", "Edsger", "Grace", "Hedy", "Katherine", "Mary"];

    // snippet: xunit-rent
    [Theory]
    [MemberData(nameof(Customers))]
    public async Task An_order_is_seen_by_its_own_test_alone(string customer)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using RentedDatabase orders = await shop.Environment.RentDatabaseAsync("orders", cancellationToken);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(orders.ConnectionString);

        await using NpgsqlCommand insert = source.CreateCommand("INSERT INTO orders (customer, product, quantity) VALUES ($1, 'Cup', 1)");
        insert.Parameters.Add(new NpgsqlParameter { Value = customer });
        await insert.ExecuteNonQueryAsync(cancellationToken);

        await using NpgsqlCommand count = source.CreateCommand("SELECT count(*) FROM orders");
        Assert.Equal(13L, await count.ExecuteScalarAsync(cancellationToken));
    }
    // end snippet
}

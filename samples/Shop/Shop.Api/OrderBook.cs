using System.Globalization;
using Npgsql;
using StackExchange.Redis;

namespace Shop.Api;

/// <summary>Orders in PostgreSQL; their number is kept in Redis until an order is added.</summary>
public sealed class OrderBook(NpgsqlDataSource orders, IConnectionMultiplexer cache)
{
    private const string CountKey = "orders:count";
    private static readonly TimeSpan CountLifetime = TimeSpan.FromMinutes(1);

    /// <summary>Throws where one of the two does not answer.</summary>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = orders.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(cancellationToken);
        await cache.GetDatabase().PingAsync();
    }

    public async Task<IReadOnlyList<Order>> ListAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = orders.CreateCommand("SELECT id, customer, product, quantity FROM orders ORDER BY id");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Order> list = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            list.Add(new Order(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3)));
        }

        return list;
    }

    public async Task<Order> AddAsync(NewOrder order, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = orders.CreateCommand("INSERT INTO orders (customer, product, quantity) VALUES ($1, $2, $3) RETURNING id");
        command.Parameters.Add(new NpgsqlParameter { Value = order.Customer });
        command.Parameters.Add(new NpgsqlParameter { Value = order.Product });
        command.Parameters.Add(new NpgsqlParameter { Value = order.Quantity });
        int id = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        await cache.GetDatabase().KeyDeleteAsync(CountKey);
        return new Order(id, order.Customer, order.Product, order.Quantity);
    }

    public async Task<OrderCount> CountAsync(CancellationToken cancellationToken)
    {
        IDatabase redis = cache.GetDatabase();
        RedisValue cached = await redis.StringGetAsync(CountKey);
        if (cached.HasValue)
        {
            return new OrderCount((long)cached, "cache");
        }

        await using NpgsqlCommand command = orders.CreateCommand("SELECT count(*) FROM orders");
        long count = Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        await redis.StringSetAsync(CountKey, count, CountLifetime);
        return new OrderCount(count, "database");
    }
}

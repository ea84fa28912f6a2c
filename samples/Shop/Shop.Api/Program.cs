using System.Data.Common;
using Npgsql;
using Shop.Api;
using StackExchange.Redis;

// An ordinary service: it knows nothing of the library. What it needs comes from configuration.
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
string orders = Addresses.Orders(builder.Configuration);
string cache = Addresses.Cache(builder.Configuration);
builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(orders));
builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(cache));
builder.Services.AddSingleton<OrderBook>();

WebApplication app = builder.Build();

app.MapGet("/health", async (OrderBook book, CancellationToken cancellationToken) =>
{
    try
    {
        await book.PingAsync(cancellationToken);
        return Results.Text("ok");
    }
    catch (Exception exception) when (exception is DbException or RedisException or TimeoutException)
    {
        return Results.Text(exception.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
});

app.MapGet("/orders", (OrderBook book, CancellationToken cancellationToken) => book.ListAsync(cancellationToken));

app.MapGet("/orders/count", (OrderBook book, CancellationToken cancellationToken) => book.CountAsync(cancellationToken));

app.MapPost("/orders", async (NewOrder order, OrderBook book, CancellationToken cancellationToken) =>
{
    if (string.IsNullOrWhiteSpace(order.Customer) || string.IsNullOrWhiteSpace(order.Product) || order.Quantity < 1)
    {
        return Results.BadRequest("An order names its customer and its product, and its quantity is at least 1.");
    }

    Shop.Api.Order added = await book.AddAsync(order, cancellationToken);
    return Results.Created($"/orders/{added.Id}", added);
});

await app.RunAsync();

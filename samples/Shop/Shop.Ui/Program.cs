using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

// A page over the API: its address is the only thing that it needs to know.
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
Uri api = new(builder.Configuration["API_URL"] ?? throw new InvalidOperationException("Set API_URL to the address of the API."));
builder.Services.AddSingleton(_ => new HttpClient { BaseAddress = api });

WebApplication app = builder.Build();

app.MapGet("/health", async (HttpClient client, CancellationToken cancellationToken) =>
{
    try
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
        return response.IsSuccessStatusCode ? Results.Text("ok") : Results.Text($"the API said {(int)response.StatusCode}", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
    catch (HttpRequestException exception)
    {
        return Results.Text($"the API does not answer: {exception.Message}", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
});

app.MapGet("/", async (HttpClient client, CancellationToken cancellationToken) =>
{
    using JsonDocument orders = JsonDocument.Parse(await client.GetStringAsync(new Uri("/orders", UriKind.Relative), cancellationToken));
    StringBuilder page = new("<!doctype html><title>Shop</title><h1>Orders</h1><table><tr><th>Order<th>Customer<th>Product<th>Quantity");
    foreach (JsonElement order in orders.RootElement.EnumerateArray())
    {
        page.Append("<tr>");
        foreach (string column in (string[])["id", "customer", "product", "quantity"])
        {
            page.Append("<td>").Append(HtmlEncoder.Default.Encode(order.GetProperty(column).ToString()));
        }
    }

    return Results.Content(page.Append("</table>").ToString(), "text/html; charset=utf-8");
});

await app.RunAsync();

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
    StringBuilder page = new("<!doctype html><title>Shop</title><h1>Orders</h1>");
    using HttpResponseMessage response = await client.GetAsync(new Uri("/orders", UriKind.Relative), cancellationToken);
    if (!response.IsSuccessStatusCode)
    {
        // A database without the shop's tables, for instance.
        return Html(page.Append($"<p>The API has none to show: it said {(int)response.StatusCode}."));
    }

    using JsonDocument orders = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
    page.Append("<table><tr><th>Order<th>Customer<th>Product<th>Quantity");
    foreach (JsonElement order in orders.RootElement.EnumerateArray())
    {
        page.Append("<tr>");
        foreach (string column in (string[])["id", "customer", "product", "quantity"])
        {
            page.Append("<td>").Append(HtmlEncoder.Default.Encode(order.GetProperty(column).ToString()));
        }
    }

    return Html(page.Append("</table>"));
});

await app.RunAsync();

static IResult Html(StringBuilder page) => Results.Content(page.ToString(), "text/html; charset=utf-8");

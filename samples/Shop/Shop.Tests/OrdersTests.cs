using System.Net;
using System.Net.Http.Json;
using Lumina.Environments.XunitV3;
using Shop.Api;

namespace Shop.Tests;

// snippet: xunit-reset
public sealed class OrdersTests(ShopFixture shop) : EnvironmentTest<ShopFixture>(shop)
{
    [Fact]
    public async Task An_order_is_added()
    {
        using HttpClient api = Environment.CreateHttpClient("api");

        HttpResponseMessage answer = await api.PostAsJsonAsync("/orders", new NewOrder("Ada", "Cup", 2), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(13, (await OrdersAsync(api)).Length);
    }

    [Fact]
    public async Task Each_test_finds_the_seeded_orders()
    {
        using HttpClient api = Environment.CreateHttpClient("api");

        Assert.Equal(12, (await OrdersAsync(api)).Length);
    }

    private static async Task<Order[]> OrdersAsync(HttpClient api) => await api.GetFromJsonAsync<Order[]>("/orders", TestContext.Current.CancellationToken) ?? [];
}
// end snippet

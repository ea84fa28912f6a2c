using System.Net.Http.Json;
using Lumina.Environments;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Shop.Api;

namespace Shop.Tests;

/// <summary>The API under test in the test's own process, each on a database of its own.</summary>
public sealed class HostedApiTests(ShopFixture shop)
{
    // snippet: xunit-hosted
    [Fact]
    public async Task The_api_works_on_the_database_that_the_test_has_rented()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using RentedDatabase orders = await shop.Environment.RentDatabaseAsync("orders", cancellationToken);
        await using WebApplicationFactory<Program> application = new WebApplicationFactory<Program>().WithWebHostBuilder(builder => builder
            .UseConfiguration(shop.Configuration)
            .UseSetting("ConnectionStrings:orders", orders.ConnectionString));
        using HttpClient api = application.CreateClient();

        await api.PostAsJsonAsync("/orders", new NewOrder("Ada", "Cup", 2), cancellationToken);

        Assert.Equal(13, (await api.GetFromJsonAsync<Order[]>("/orders", cancellationToken))!.Length);
    }
    // end snippet
}

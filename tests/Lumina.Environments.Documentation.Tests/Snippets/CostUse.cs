namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class CostUse
{
    public static EnvironmentManager CreateManager() =>
        // snippet: price-source
        EnvironmentManager.Create(environments => environments
            .UseInMemory()
            .AddPriceSource(new PriceTable(
            [
                new Price
                {
                    Provider = "in-memory",
                    Kind = "service",
                    Region = Price.Everywhere,
                    Amount = 0.02m,
                    Source = "our contract with the data centre",
                    Date = new DateOnly(2026, 1, 1),
                },
            ])));
        // end snippet

    public static async Task<EnvironmentCost> ReadAsync(TestEnvironment environment)
    {
        // snippet: cost-verb
        EnvironmentCost cost = await environment.GetCostAsync();
        Console.WriteLine($"{cost.Total:0.0000} {cost.Currency} in {cost.Period}: databases {cost.Databases:0.0000}, services {cost.Services:0.0000}");
        Console.WriteLine($"without a price: {string.Join(", ", cost.Unknown)}");
        // end snippet
        return cost;
    }
}

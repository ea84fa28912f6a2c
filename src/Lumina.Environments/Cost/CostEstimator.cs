namespace Lumina.Environments;

/// <summary>What components cost an hour, before anything is made.</summary>
internal sealed class CostEstimator(IEnumerable<IPriceSource> sources)
{
    private readonly PriceBook _prices = new(sources);

    /// <summary>Adds up what is known and names the rest.</summary>
    /// <exception cref="MixedCurrenciesException">The prices are in different currencies.</exception>
    public CostEstimate Estimate(IEnumerable<(ComponentSpec Spec, string Provider, ComponentLocation Location)> components)
    {
        decimal hourly = 0;
        List<Price?> prices = [];
        List<string> unknown = [];
        foreach ((ComponentSpec spec, string provider, ComponentLocation location) in components)
        {
            foreach (PricedItem item in PricedItems.Of(spec, provider, location))
            {
                Price? price = _prices.Find(item);
                prices.Add(price);
                if (PriceBook.Hourly(item, price) is { } known)
                {
                    hourly += known;
                }
                else
                {
                    unknown.Add($"{spec.ComponentName} ({item})");
                }
            }
        }

        return new CostEstimate(hourly, PriceBook.Currency(prices), unknown);
    }
}

namespace Lumina.Environments;

/// <summary>What components cost an hour, before anything is made.</summary>
internal sealed class CostEstimator(IEnumerable<IPriceSource> sources)
{
    private readonly PriceLookup _prices = new(sources);

    /// <summary>Adds up what is known of components by their specs and of things that a platform has planned, and names the rest.</summary>
    /// <param name="components">Components of which the specs are all that is known.</param>
    /// <param name="resources">What a platform has planned; what it would destroy does not count. Null for nothing.</param>
    /// <exception cref="MixedCurrenciesException">The prices are in different currencies.</exception>
    public CostEstimate Estimate(IEnumerable<(ComponentSpec Spec, string Provider, ComponentLocation Location)> components, IEnumerable<PlannedResource>? resources = null)
    {
        return Estimate(
        [
            .. components.SelectMany(component => PricedItems.Of(component.Spec, component.Provider, component.Location).Select(item => (item, $"{component.Spec.ComponentName} ({item})"))),
            .. (resources ?? []).Where(resource => resource.Action != PlannedAction.Destroy).SelectMany(resource => resource.Items.Select(item => (item, $"{resource.Component} ({resource.Address}: {item})"))),
        ]);
    }

    /// <summary>What an environment costs an hour as it is now: of what is stopped, what goes on costing.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="specs">The specs of its components.</param>
    /// <exception cref="MixedCurrenciesException">The prices are in different currencies.</exception>
    public CostEstimate EstimateNow(EnvironmentSnapshot environment, IReadOnlyDictionary<ComponentName, ComponentSpec> specs) => Estimate(
        from component in environment.Components
        where component.MayExist
        from item in PricedItems.Of(specs[component.Name], component.Provider, component.Location)
        where component.State != ComponentState.Stopped || item.AccruesWhileStopped
        select (item, $"{component.Name} ({item})"));

    /// <summary>A thing with what it costs an hour.</summary>
    public PlannedResource Price(PlannedResource resource)
    {
        (PricedItem Item, decimal? Hourly)[] priced = [.. resource.Items.Select(item => (item, PriceLookup.Hourly(item, _prices.Find(item))))];
        return resource with { Hourly = priced.Sum(item => item.Hourly ?? 0), Unknown = [.. priced.Where(item => item.Hourly is null).Select(item => item.Item)] };
    }

    private CostEstimate Estimate(IEnumerable<(PricedItem Item, string Name)> items)
    {
        decimal hourly = 0;
        List<Price?> prices = [];
        List<string> unknown = [];
        foreach ((PricedItem item, string name) in items)
        {
            Price? price = _prices.Find(item);
            prices.Add(price);
            if (PriceLookup.Hourly(item, price) is { } known)
            {
                hourly += known;
            }
            else
            {
                unknown.Add(name);
            }
        }

        return new CostEstimate(hourly, PriceLookup.Currency(prices), unknown);
    }
}

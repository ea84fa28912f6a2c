namespace Lumina.Environments;

/// <summary>What an environment has cost, from its journal and the prices.</summary>
internal sealed class CostCalculator(IEnumerable<IPriceSource> sources, JournalReader journals, TimeProvider timeProvider)
{
    private readonly PriceBook _prices = new(sources);

    /// <exception cref="MixedCurrenciesException">The prices are in different currencies.</exception>
    public Task<EnvironmentCost> CalculateAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken) =>
        CalculateAsync(environment, journals.ReadAsync(environment.Id, fromSequence: 1, follow: false, cancellationToken), cancellationToken);

    public async Task<EnvironmentCost> CalculateAsync(EnvironmentSnapshot environment, IAsyncEnumerable<EnvironmentEvent> journal, CancellationToken cancellationToken)
    {
        Dictionary<ComponentName, ComponentUsage> usages = await ReadUsageAsync(journal, cancellationToken).ConfigureAwait(false);
        DateTimeOffset until = environment.TerminatedAt ?? timeProvider.GetUtcNow();
        Dictionary<ComponentName, ComponentSpec> specs = environment.Spec.AllComponents().ToDictionary(spec => spec.ComponentName);
        List<CostLine> lines = [];
        foreach (ComponentSnapshot component in environment.Components)
        {
            if (usages.TryGetValue(component.Name, out ComponentUsage? usage) && usage.WasEverThere)
            {
                lines.AddRange(Lines(component, specs.GetValueOrDefault(component.Name), usage, until));
            }
        }

        return new EnvironmentCost(environment.Id, PriceBook.Currency(lines.Select(line => line.Price)), environment.CreatedAt, until, lines);
    }

    private static async Task<Dictionary<ComponentName, ComponentUsage>> ReadUsageAsync(IAsyncEnumerable<EnvironmentEvent> journal, CancellationToken cancellationToken)
    {
        Dictionary<ComponentName, ComponentUsage> usages = [];
        await foreach (EnvironmentEvent happened in journal.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (happened is ComponentEvent ofComponent)
            {
                if (!usages.TryGetValue(ofComponent.Component, out ComponentUsage? usage))
                {
                    usages.Add(ofComponent.Component, usage = new ComponentUsage());
                }

                usage.Apply(ofComponent);
            }
        }

        return usages;
    }

    /// <summary>A provider that tells what the things cost that it made knows better than a table.</summary>
    private IEnumerable<CostLine> Lines(ComponentSnapshot component, ComponentSpec? spec, ComponentUsage usage, DateTimeOffset until) =>
        component.Resources.Any(resource => resource.HourlyCost is not null) ? component.Resources.Select(resource => Made(component, resource, usage, until))
        : spec is null ? []
        : PricedItems.Of(spec, component.Provider, component.Location).Select(item => Priced(component.Name, item, usage, until));

    private CostLine Priced(ComponentName component, PricedItem item, ComponentUsage usage, DateTimeOffset until)
    {
        Price? price = _prices.Find(item);
        decimal hours = usage.Hours(until, item.AccruesWhileStopped);
        decimal? hourly = PriceBook.Hourly(item, price);
        return new CostLine(component, item.ToString(), hourly * hours, hourly) { Hours = hours, Price = price };
    }

    private static CostLine Made(ComponentSnapshot component, ComponentResource resource, ComponentUsage usage, DateTimeOffset until)
    {
        decimal hours = usage.Hours(until, whileStopped: true);
        Price? price = resource.HourlyCost is not { } hourly ? null : new Price
        {
            Provider = component.Provider,
            Kind = resource.Type,
            Sku = resource.Name,
            Region = component.Location.Region ?? Price.Everywhere,
            Amount = hourly,
            Source = $"told by the provider '{component.Provider}'",
            Date = DateOnly.FromDateTime((resource.CreatedAt ?? component.ChangedAt).UtcDateTime),
        };
        return new CostLine(component.Name, $"{resource.Type} {resource.Name}", price?.Hourly * hours, price?.Hourly) { Hours = hours, Price = price };
    }
}

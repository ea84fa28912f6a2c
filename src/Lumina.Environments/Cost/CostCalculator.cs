using System.Runtime.InteropServices;

namespace Lumina.Environments;

/// <summary>What an environment has cost, from its journal and the prices.</summary>
internal sealed class CostCalculator(IEnumerable<IPriceSource> sources, JournalReader journals, TimeProvider timeProvider)
{
    private readonly PriceLookup _prices = new(sources);

    /// <exception cref="MixedCurrenciesException">The prices are in different currencies.</exception>
    public Task<EnvironmentCost> CalculateAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken) =>
        CalculateAsync(environment, journals.ReadAsync(environment.Id, fromSequence: 1, follow: false, cancellationToken), cancellationToken);

    public async Task<EnvironmentCost> CalculateAsync(EnvironmentSnapshot environment, IAsyncEnumerable<EnvironmentEvent> journal, CancellationToken cancellationToken)
    {
        Dictionary<ComponentName, List<ComponentResource>> made = [];
        Dictionary<ComponentName, List<ComponentUsage>> usages = await ReadUsageAsync(journal, made, cancellationToken).ConfigureAwait(false);
        DateTimeOffset until = environment.TerminatedAt ?? timeProvider.GetUtcNow();
        Dictionary<ComponentName, ComponentSpec> specs = environment.Spec.AllComponents().ToDictionary(spec => spec.ComponentName);
        List<CostLine> lines = [];
        foreach (ComponentSnapshot component in environment.Components)
        {
            if (usages.TryGetValue(component.Name, out List<ComponentUsage>? periods) && periods.Exists(period => period.WasEverThere))
            {
                lines.AddRange(Lines(component, made.GetValueOrDefault(component.Name) is { } things ? things : component.Resources, specs.GetValueOrDefault(component.Name), periods, until));
            }
        }

        return new EnvironmentCost(environment.Id, PriceLookup.Currency(lines.Select(line => line.Price)), environment.CreatedAt, until, lines);
    }

    /// <summary>The periods of each component: a new one begins with each number that it was scaled to; and the things that were made of it, which it has no more once it is destroyed.</summary>
    private static async Task<Dictionary<ComponentName, List<ComponentUsage>>> ReadUsageAsync(IAsyncEnumerable<EnvironmentEvent> journal, Dictionary<ComponentName, List<ComponentResource>> made, CancellationToken cancellationToken)
    {
        Dictionary<ComponentName, List<ComponentUsage>> usages = [];
        HashSet<ComponentName> gone = [];
        await foreach (EnvironmentEvent happened in journal.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (happened is ProvisioningStarted first)
            {
                foreach (ComponentSpec spec in first.Spec.AllComponents())
                {
                    usages.TryAdd(spec.ComponentName, [new ComponentUsage { Count = ComponentCount.Of(spec) }]);
                }
            }
            else if (happened is ComponentEvent ofComponent)
            {
                if (!usages.TryGetValue(ofComponent.Component, out List<ComponentUsage>? periods))
                {
                    usages.Add(ofComponent.Component, periods = [new ComponentUsage()]);
                }

                periods[^1].Apply(ofComponent);
                switch (ofComponent)
                {
                    case ComponentScaled scaled:
                        periods.Add(periods[^1].ScaleTo(scaled.Count, scaled.Time));
                        break;
                    case ComponentDestroyed:
                        gone.Add(ofComponent.Component);
                        break;
                    case ResourceRecorded { Resource: { } resource }:
                        if (gone.Remove(ofComponent.Component))
                        {
                            made.Remove(ofComponent.Component);
                        }

                        List<ComponentResource> things = CollectionsMarshal.GetValueRefOrAddDefault(made, ofComponent.Component, out _) ??= [];
                        things.RemoveAll(thing => (thing.Type, thing.Id) == (resource.Type, resource.Id));
                        things.Add(resource);
                        break;
                }
            }
        }

        return usages;
    }

    /// <summary>A provider that tells what the things cost that it made knows better than a table.</summary>
    private IEnumerable<CostLine> Lines(ComponentSnapshot component, IReadOnlyList<ComponentResource> things, ComponentSpec? spec, List<ComponentUsage> periods, DateTimeOffset until) =>
        things.Any(resource => resource.HourlyCost is not null) ? things.Select(resource => Made(component, resource, periods, until))
        : spec is null ? []
        : periods
            .SelectMany(period => PricedItems.Of(period.Count is { } count ? ComponentCount.With(spec, count) : spec, component.Provider, component.Location)
                .Select(item => (Item: item, Hours: period.Hours(until, item.AccruesWhileStopped))))
            .GroupBy(priced => priced.Item)
            .Select(priced => Priced(component.Name, priced.Key, priced.Sum(of => of.Hours)));

    private CostLine Priced(ComponentName component, PricedItem item, decimal hours)
    {
        Price? price = _prices.Find(item);
        decimal? hourly = PriceLookup.Hourly(item, price);
        return new CostLine(component, item.ToString(), hourly * hours, hourly) { Hours = hours, Price = price };
    }

    private static CostLine Made(ComponentSnapshot component, ComponentResource resource, List<ComponentUsage> periods, DateTimeOffset until)
    {
        decimal hours = periods.Sum(period => period.Hours(until, whileStopped: true));
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

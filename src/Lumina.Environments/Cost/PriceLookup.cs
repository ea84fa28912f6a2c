namespace Lumina.Environments;

/// <summary>All price sources as one: the first that knows a price wins, the library's own table is asked last, and one currency holds.</summary>
internal sealed class PriceLookup(IEnumerable<IPriceSource> sources)
{
    public const string DefaultCurrency = "USD";

    private readonly IPriceSource[] _sources = [.. sources.OrderBy(source => ReferenceEquals(source, PriceTable.Default))];

    public Price? Find(PricedItem item)
    {
        foreach (IPriceSource source in _sources)
        {
            if (source.Find(item) is { } price)
            {
                return price;
            }
        }

        return null;
    }

    /// <summary>What an item costs an hour; null where it has no price, or where it has one and depends on use.</summary>
    public static decimal? Hourly(PricedItem item, Price? price) =>
        price is null ? null : price.Amount == 0 ? 0 : price.Hourly * item.Quantity;

    /// <summary>The one currency of prices; what is free has none.</summary>
    /// <exception cref="MixedCurrenciesException">There are two.</exception>
    public static string Currency(IEnumerable<Price?> prices)
    {
        Price? first = null;
        foreach (Price? price in prices)
        {
            if (price is { Amount: > 0 } && price.Currency != (first ??= price).Currency)
            {
                throw new MixedCurrenciesException(first, price);
            }
        }

        return first?.Currency ?? DefaultCurrency;
    }
}

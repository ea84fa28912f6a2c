namespace Lumina.Environments;

/// <summary>A table of prices. The first row that covers an item is its price.</summary>
public sealed class PriceTable : IPriceSource
{
    private readonly Dictionary<string, Price[]> _byProvider;

    /// <summary>Makes a table.</summary>
    /// <param name="prices">The rows, the more special ones first.</param>
    /// <exception cref="ArgumentException">An amount is negative.</exception>
    public PriceTable(IEnumerable<Price> prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        Prices = [.. prices];
        if (Prices.FirstOrDefault(price => price.Amount < 0) is { } negative)
        {
            throw new ArgumentException($"A price is 0 or more; the one of '{negative.Provider} {negative.Kind} {negative.Sku}' is {negative.Amount}.", nameof(prices));
        }

        _byProvider = Prices.GroupBy(price => price.Provider, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The table that the library brings: what this machine gives for nothing, and common on-demand prices of AWS in two regions. Each row says where it is from and when.</summary>
    public static PriceTable Default { get; } = new(DefaultPrices.Rows());

    /// <summary>The rows.</summary>
    public IReadOnlyList<Price> Prices { get; }

    /// <inheritdoc />
    public Price? Find(PricedItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return _byProvider.TryGetValue(item.Provider, out Price[]? prices) ? Array.Find(prices, price => price.Covers(item)) : null;
    }
}

namespace Lumina.Environments;

/// <summary>One row of a table of prices.</summary>
public sealed record Price
{
    /// <summary>The hours of a month, for prices by the month: 730, a year's 8,760 hours by twelve, as cloud platforms count them.</summary>
    public const int HoursPerMonth = 730;

    /// <summary>The <see cref="Region"/> of a price that holds in every region.</summary>
    public const string Everywhere = "*";

    /// <summary>The provider that it holds for.</summary>
    public required string Provider { get; init; }

    /// <summary>The kind of thing (see <see cref="PricedItem.Kind"/>); null for every kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Which of the kind (see <see cref="PricedItem.Sku"/>); null for each.</summary>
    public string? Sku { get; init; }

    /// <summary>The region that it holds in; <see cref="Everywhere"/> for all.</summary>
    public required string Region { get; init; }

    /// <summary>The amount for one <see cref="Unit"/>, 0 or more. With 0 it is free.</summary>
    public required decimal Amount { get; init; }

    /// <summary>What the amount is for. Default: <see cref="PriceUnit.Hour"/>.</summary>
    public PriceUnit Unit { get; init; }

    /// <summary>The currency, as an ISO 4217 code. Default: <c>USD</c>.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Where the price is published: an address, or a word such as <c>this machine</c>.</summary>
    public required string Source { get; init; }

    /// <summary>A day on which the price was in force.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>What one of it costs an hour: <see cref="Amount"/>, divided by <see cref="HoursPerMonth"/> where it is for a month.</summary>
    public decimal Hourly => Unit == PriceUnit.GibibyteMonth ? Amount / HoursPerMonth : Amount;

    /// <summary>Whether it is the price of an item.</summary>
    public bool Covers(PricedItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Provider == item.Provider
            && (Kind is null || Kind == item.Kind)
            && (Unit == item.Unit || (Kind is null && Amount == 0))
            && (Sku is null || Sku == item.Sku)
            && (Region == Everywhere || Region == item.Region);
    }
}

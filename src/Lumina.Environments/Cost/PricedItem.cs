using System.Globalization;

namespace Lumina.Environments;

/// <summary>One thing that costs, or is free: what a price source is asked for.</summary>
public sealed record PricedItem
{
    /// <summary>The name of the provider that makes it, such as <c>aws</c> or <c>local</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>What it is: <c>instance</c>, <c>load-balancer</c>, <c>nat-gateway</c>, <c>public-ipv4</c>, <c>service</c>, or a database's type such as <c>postgresql</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Which of the kind, such as <c>t3.medium</c>, <c>db.t3.micro</c>, <c>storage</c> or <c>traffic</c>; null where the spec leaves it to the platform.</summary>
    public string? Sku { get; init; }

    /// <summary>The region; null where the platform has none or it is not known.</summary>
    public string? Region { get; init; }

    /// <summary>How many, 0 or more: things for <see cref="PriceUnit.Hour"/>, gibibytes for <see cref="PriceUnit.GibibyteMonth"/>; null where that depends on use. Default: 1.</summary>
    public decimal? Quantity { get; init; } = 1;

    /// <summary>What a price has to be for. Default: <see cref="PriceUnit.Hour"/>.</summary>
    public PriceUnit Unit { get; init; }

    /// <summary>Whether it costs while its component is stopped: storage and addresses do, computing does not. Default: no.</summary>
    public bool AccruesWhileStopped { get; init; }

    /// <summary>The item in words, such as <c>2 × instance t3.medium</c> or <c>20 GiB postgresql storage</c>.</summary>
    public override string ToString()
    {
        string name = Sku is null ? Kind : $"{Kind} {Sku}";
        return (Unit, Quantity) switch
        {
            (_, null) => name,
            (PriceUnit.GibibyteMonth, { } gibibytes) => string.Create(CultureInfo.InvariantCulture, $"{gibibytes:0.##} GiB {name}"),
            (_, 1) => name,
            (_, { } count) => string.Create(CultureInfo.InvariantCulture, $"{count:0.##} × {name}"),
        };
    }
}

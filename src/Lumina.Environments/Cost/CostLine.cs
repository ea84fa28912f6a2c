namespace Lumina.Environments;

/// <summary>What one priced thing has cost.</summary>
/// <param name="Component">The component.</param>
/// <param name="Item">What is priced, such as <c>instance t3.medium</c>.</param>
/// <param name="Amount">What it has cost; null where it has no price.</param>
/// <param name="Hourly">What it costs an hour while it is there; null where it has no price.</param>
public sealed record CostLine(ComponentName Component, string Item, decimal? Amount, decimal? Hourly)
{
    /// <summary>For how many hours it has cost.</summary>
    public decimal Hours { get; init; }

    /// <summary>The price, with its region, source and date; null where it has none.</summary>
    public Price? Price { get; init; }
}

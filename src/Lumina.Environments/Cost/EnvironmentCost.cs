namespace Lumina.Environments;

/// <summary>What an environment has cost over a period, as far as prices are known.</summary>
/// <param name="EnvironmentId">The environment.</param>
/// <param name="Currency">The currency, as an ISO 4217 code.</param>
/// <param name="From">The beginning of the period.</param>
/// <param name="To">The end of the period.</param>
/// <param name="Lines">What it is made of.</param>
public sealed record EnvironmentCost(EnvironmentId EnvironmentId, string Currency, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<CostLine> Lines)
{
    /// <summary>The known costs in all.</summary>
    public decimal Total => Lines.Sum(line => line.Amount ?? 0);
}

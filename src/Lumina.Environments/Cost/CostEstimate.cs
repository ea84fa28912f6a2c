namespace Lumina.Environments;

/// <summary>What something costs an hour, as far as it is known.</summary>
/// <param name="Hourly">The known part.</param>
/// <param name="Currency">The currency, as an ISO 4217 code.</param>
/// <param name="Unknown">What has no price: it is named, and it is not free.</param>
public sealed record CostEstimate(decimal Hourly, string Currency, IReadOnlyList<string> Unknown)
{
    /// <summary>The estimate in words.</summary>
    public override string ToString() =>
        $"{Hourly:0.####} {Currency}/h{(Unknown.Count == 0 ? "" : $" and unknown: {string.Join(", ", Unknown)}")}";
}

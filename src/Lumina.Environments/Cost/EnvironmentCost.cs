namespace Lumina.Environments;

/// <summary>What an environment has cost over a period, as far as prices are known.</summary>
/// <remarks>
/// A line's amount is its price for an hour times the hours in which its component was there, counted from the component's first intent until it was destroyed.
/// What computes (instances, services, databases' machines) does not count while its component is stopped; storage, addresses, gateways and load balancers do.
/// </remarks>
/// <param name="EnvironmentId">The environment.</param>
/// <param name="Currency">The currency, as an ISO 4217 code.</param>
/// <param name="From">The beginning of the period: the environment's first event.</param>
/// <param name="To">The end of the period: now, or the environment's end.</param>
/// <param name="Lines">What it is made of.</param>
public sealed record EnvironmentCost(EnvironmentId EnvironmentId, string Currency, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<CostLine> Lines)
{
    /// <summary>The known costs in all.</summary>
    public decimal Total => Lines.Sum(line => line.Amount ?? 0);

    /// <summary>The known costs of infrastructure and cloud resources, of monitoring and of components of other packages' kinds.</summary>
    public decimal Resources => Total - Services - Databases - Network;

    /// <summary>The known costs of services.</summary>
    public decimal Services => Sum(ComponentKinds.Service);

    /// <summary>The known costs of databases.</summary>
    public decimal Databases => Sum(ComponentKinds.Database);

    /// <summary>The known costs of the network.</summary>
    public decimal Network => Sum(ComponentKinds.Network);

    /// <summary>The length of the period.</summary>
    public TimeSpan Period => To - From;

    /// <summary>What has no price, by name: it is not free.</summary>
    public IEnumerable<string> Unknown => Lines.Where(line => line.Amount is null).Select(line => $"{line.Component} ({line.Item})");

    /// <summary>A line for the whole, and one for each thing that is priced or has no price.</summary>
    public override string ToString() => string.Join('\n',
    [
        $"{Total:0.####} {Currency} in {DurationText.Format(Period)}",
        .. Lines.Select(line => $"  {line.Component} ({line.Item}): {(line.Amount is { } amount ? $"{amount:0.####} {Currency}" : "no price")}"),
    ]);

    private decimal Sum(string kind) => Lines.Where(line => line.Component.Kind == kind).Sum(line => line.Amount ?? 0);
}

namespace Lumina.Environments;

/// <summary>The rows of the table that the library brings.</summary>
/// <remarks>Few and right: what is not here is unknown, and a team that needs it brings a table of its own. AWS: on demand, Linux, without discounts, credits and taxes.</remarks>
internal static class DefaultPrices
{
    
    public const string InMemoryProvider = "in-memory";
    public const string AwsProvider = "aws";

    private const string Virginia = "us-east-1";
    private const string Frankfurt = "eu-central-1";

    private static readonly DateOnly Dated = new(2025, 1, 1);

    public static IEnumerable<Price> Rows() =>
    [

        Free(InMemoryProvider, kind: null, "this machine"),

        .. Hourly("instance", Virginia, "https://aws.amazon.com/ec2/pricing/on-demand/",
            ("t3.nano", 0.0052m), ("t3.micro", 0.0104m), ("t3.small", 0.0208m), ("t3.medium", 0.0416m), ("t3.large", 0.0832m), ("t3.xlarge", 0.1664m), ("t3.2xlarge", 0.3328m)),
        .. Hourly("instance", Frankfurt, "https://aws.amazon.com/ec2/pricing/on-demand/",
            ("t3.nano", 0.0060m), ("t3.micro", 0.0120m), ("t3.small", 0.0240m), ("t3.medium", 0.0480m), ("t3.large", 0.0960m), ("t3.xlarge", 0.1920m), ("t3.2xlarge", 0.3840m)),
        .. Monthly("volume", Virginia, "https://aws.amazon.com/ebs/pricing/", ("gp2", 0.10m), ("gp3", 0.08m)),
        .. Monthly("volume", Frankfurt, "https://aws.amazon.com/ebs/pricing/", ("gp2", 0.119m), ("gp3", 0.0952m)),

        .. Hourly("postgresql", Virginia, "https://aws.amazon.com/rds/postgresql/pricing/",
            ("db.t3.micro", 0.018m), ("db.t3.small", 0.036m), ("db.t3.medium", 0.072m), ("db.t3.large", 0.145m), ("db.t3.xlarge", 0.290m), ("db.t3.2xlarge", 0.579m)),
        .. Monthly("postgresql", Virginia, "https://aws.amazon.com/rds/postgresql/pricing/", ("storage", 0.115m)),
        .. Hourly("mysql", Virginia, "https://aws.amazon.com/rds/mysql/pricing/",
            ("db.t3.micro", 0.017m), ("db.t3.small", 0.034m), ("db.t3.medium", 0.068m), ("db.t3.large", 0.136m), ("db.t3.xlarge", 0.272m), ("db.t3.2xlarge", 0.544m)),
        .. Monthly("mysql", Virginia, "https://aws.amazon.com/rds/mysql/pricing/", ("storage", 0.115m)),
        .. Hourly("redis", Virginia, "https://aws.amazon.com/elasticache/pricing/",
            ("cache.t3.micro", 0.017m), ("cache.t3.small", 0.034m), ("cache.t3.medium", 0.068m)),

        .. Hourly("load-balancer", Virginia, "https://aws.amazon.com/elasticloadbalancing/pricing/", ("application", 0.0225m)),
        .. Hourly("load-balancer", Frankfurt, "https://aws.amazon.com/elasticloadbalancing/pricing/", ("application", 0.027m)),
        .. Hourly("nat-gateway", Virginia, "https://aws.amazon.com/vpc/pricing/", ("gateway", 0.045m)),
        .. Hourly("nat-gateway", Frankfurt, "https://aws.amazon.com/vpc/pricing/", ("gateway", 0.052m)),
        .. Hourly("public-ipv4", Price.Everywhere, "https://aws.amazon.com/vpc/pricing/", ("address", 0.005m)),
        Free(AwsProvider, "network", "https://aws.amazon.com/vpc/pricing/"),
    ];

    private static Price Free(string provider, string? kind, string source) =>
        new() { Provider = provider, Kind = kind, Region = Price.Everywhere, Amount = 0, Source = source, Date = Dated };

    private static IEnumerable<Price> Hourly(string kind, string region, string source, params IEnumerable<(string Sku, decimal Amount)> rows) =>
        rows.Select(row => Row(kind, row.Sku, region, row.Amount, PriceUnit.Hour, source));

    private static IEnumerable<Price> Monthly(string kind, string region, string source, params IEnumerable<(string Sku, decimal Amount)> rows) =>
        rows.Select(row => Row(kind, row.Sku, region, row.Amount, PriceUnit.GibibyteMonth, source));

    private static Price Row(string kind, string sku, string region, decimal amount, PriceUnit unit, string source) =>
        new() { Provider = AwsProvider, Kind = kind, Sku = sku, Region = region, Amount = amount, Unit = unit, Source = source, Date = Dated };
}

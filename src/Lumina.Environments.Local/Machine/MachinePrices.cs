namespace Lumina.Environments.Local;

/// <summary>What this machine gives costs nothing: a price like any other, with its source, so that it is known and not merely absent.</summary>
internal static class MachinePrices
{
    public const string MachineProviderName = "local-machine";

    public static IPriceSource Table { get; } = new PriceTable(new[] { MachineProviderName, "local-postgresql", "local-redis", "local-mariadb", "local-process" }.Select(Free));

    private static Price Free(string provider) => new()
    {
        Provider = provider,
        Region = Price.Everywhere,
        Amount = 0,
        Source = "this machine",
        Date = new DateOnly(2026, 11, 25),
    };
}

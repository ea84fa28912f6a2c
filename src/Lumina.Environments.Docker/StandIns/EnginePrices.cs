namespace Lumina.Environments.Docker;

/// <summary>What the engine's machine gives costs nothing: a price like any other, with its source, so that it is known and not merely absent.</summary>
internal static class EnginePrices
{
    public const string InfrastructureProviderName = "docker-infrastructure";
    public const string MonitoringProviderName = "docker-monitoring";

    public static IPriceSource Table { get; } = new PriceTable(new[]
    {
        InfrastructureProviderName, MonitoringProviderName, DockerNetworkConfigurator.ProviderName, ContainerServiceDeployer.ProviderName,
        DockerPostgreSqlProvider.ProviderName, DockerMySqlProvider.ProviderName, DockerRedisProvider.ProviderName, DockerDatabaseProvider.ProviderName,
    }.Select(Free));

    private static Price Free(string provider) => new()
    {
        Provider = provider,
        Region = Price.Everywhere,
        Amount = 0,
        Source = "the engine's machine",
        Date = new DateOnly(2026, 11, 28),
    };
}

using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Cost;

/// <summary>Cost through the manager, with prices of one's own for the in-memory platform.</summary>
[Trait("Category", "Cost")]
public sealed class EnvironmentCostTests
{
    private readonly FakeTimeProvider _time = new();

    private readonly PriceTable _prices = new(
    [
        Row("service", "api", 0.10m),
        Row("postgresql", "storage", 73m) with { Unit = PriceUnit.GibibyteMonth },
    ]);

    private readonly EnvironmentSpec _spec = new("checkout", "payments")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { StorageGib = 1 }],
        Services = [new ServiceSpec("api", ServiceSource.Image("api:1")) { Replicas = 2 }],
    };

    [Fact]
    public async Task A_plan_says_what_an_hour_costs_and_what_has_no_price()
    {
        await using EnvironmentManager manager = Create();

        (await manager.PlanAsync(_spec)).EstimatedCost!.ToString().Should().Be("0.3 USD/h and unknown: database/orders (postgresql)");
    }

    [Fact]
    public async Task An_environment_that_was_stopped_for_an_hour_paid_for_its_storage_only_and_ends_with_its_termination()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentId id = (await manager.ProvisionAsync(_spec)).Id;
        _time.Advance(TimeSpan.FromHours(1));
        await manager.StopAsync(id);
        _time.Advance(TimeSpan.FromHours(1));
        await manager.StartAsync(id);
        _time.Advance(TimeSpan.FromHours(1));
        await manager.TerminateAsync(id);
        _time.Advance(TimeSpan.FromHours(1));

        EnvironmentCost cost = await manager.GetCostAsync(id);

        cost.Services.Should().Be(2 * 2 * 0.10m);
        cost.Databases.Should().Be(3 * 0.1m);
        cost.Total.Should().Be(0.7m);
        cost.Period.Should().Be(TimeSpan.FromHours(3));
        cost.Unknown.Should().Equal("database/orders (postgresql)");
        cost.Lines.Single(line => line.Component == ComponentName.Service("api")).Price!.Source.Should().Be("our contract");
        cost.ToString().Split('\n').Should().StartWith("0.7 USD in 03:00:00").And.Contain("  database/orders (1 GiB postgresql storage): 0.3 USD").And.Contain("  database/orders (postgresql): no price");
    }

    private EnvironmentManager Create() =>
        EnvironmentManager.Create(environments => environments.UseTimeProvider(_time).UseInMemory().UsePriceSource(_prices));

    private static Price Row(string kind, string sku, decimal amount) =>
        new() { Provider = "in-memory", Kind = kind, Sku = sku, Region = Price.Everywhere, Amount = amount, Source = "our contract", Date = new DateOnly(2026, 1, 1) };
}

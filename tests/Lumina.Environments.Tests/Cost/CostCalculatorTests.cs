using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Cost;

[Trait("Category", "Cost")]
public sealed class CostCalculatorTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly ComponentName Orders = ComponentName.Database("orders");
    private static readonly ComponentLocation Virginia = new() { Region = "us-east-1" };

    private static readonly EnvironmentSpec Spec = new("checkout", "payments")
    {
        Network = new NetworkSpec { NatGateway = true },
        Infrastructure = new InfrastructureSpec { InstanceType = "t3.micro", InstanceCount = 1 },
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { InstanceClass = "db.t3.micro", StorageGib = 73 }],
        Services = [new ServiceSpec("api")],
    };

    private readonly FakeTimeProvider _time = new(Start);

    [Fact]
    public async Task Cost_counts_from_the_first_intent_until_the_component_is_destroyed()
    {
        EnvironmentCost cost = await AccrueAsync(
            now: Start.AddHours(10),
            Intended(Orders, StepAction.Provision, hours: 1),
            new StepFailed(Orders, StepAction.Provision, "no", 1, InDoubt: false) { Time = Start.AddHours(2) },
            Intended(Orders, StepAction.Provision, hours: 3),
            Intended(Orders, StepAction.Destroy, hours: 4),
            new ComponentDestroyed(Orders, TimeSpan.Zero) { Time = Start.AddHours(5) });

        cost.Lines.Select(line => (line.Item, line.Hours, line.Amount)).Should().Equal(
            ("postgresql db.t3.micro", 4, 4 * 0.018m),
            ("73 GiB postgresql storage", 4, 4 * (0.115m / 730 * 73)));
        (cost.From, cost.To).Should().Be((Start, Start.AddHours(10)));
    }

    [Fact]
    public async Task What_is_stopped_pays_for_its_storage_and_not_for_its_machine()
    {
        EnvironmentCost cost = await AccrueAsync(
            now: Start.AddHours(8),
            Intended(Orders, StepAction.Provision, hours: 0),
            Intended(Orders, StepAction.Stop, hours: 1),
            new ComponentStopped(Orders, TimeSpan.Zero) { Time = Start.AddHours(2) },
            Intended(Orders, StepAction.Start, hours: 6),
            new ComponentStarted(Orders, ComponentOutputs.Empty, TimeSpan.Zero) { Time = Start.AddHours(7) });

        cost.Lines.Select(line => (line.Item, line.Hours)).Should().Equal(("postgresql db.t3.micro", 4), ("73 GiB postgresql storage", 8));
    }

    [Fact]
    public async Task What_was_scaled_pays_for_each_number_as_long_as_there_were_as_many()
    {
        ComponentName infrastructure = Spec.Infrastructure!.ComponentName;
        EnvironmentCost cost = await AccrueAsync(
            now: Start.AddHours(9),
            new ProvisioningStarted(Spec, ".", ExpiresAt: null, []) { Time = Start },
            Intended(infrastructure, StepAction.Provision, hours: 0),
            new ComponentScaled(infrastructure, 3, ComponentOutputs.Empty, TimeSpan.Zero) { Time = Start.AddHours(2) },
            new ComponentStopped(infrastructure, TimeSpan.Zero) { Time = Start.AddHours(4) },
            Intended(infrastructure, StepAction.Start, hours: 6),
            new ComponentScaled(infrastructure, 1, ComponentOutputs.Empty, TimeSpan.Zero) { Time = Start.AddHours(7) });

        cost.Lines.Select(line => (line.Item, line.Hours, line.Amount)).Should().Equal(
            ("instance t3.micro", 4, 4 * 0.0104m),
            ("volume", 9, null),
            ("3 × instance t3.micro", 3, 3 * 3 * 0.0104m));
    }

    [Fact]
    public async Task What_was_never_asked_for_costs_nothing_and_is_not_unknown()
    {
        EnvironmentCost cost = await AccrueAsync(now: Start.AddHours(8));

        cost.Lines.Should().BeEmpty();
        cost.Total.Should().Be(0);
    }

    [Fact]
    public async Task Totals_are_by_resources_services_databases_and_network_and_the_rest_is_named()
    {
        EnvironmentCost cost = await AccrueAsync(
            now: Start.AddHours(2),
            [.. Spec.AllComponents().Select(component => Intended(component.ComponentName, StepAction.Provision, hours: 0))]);

        cost.Resources.Should().Be(2 * 0.0104m);
        cost.Databases.Should().Be(2 * (0.018m + (0.115m / 730 * 73)));
        cost.Network.Should().Be(2 * (0.045m + 0.005m));
        cost.Services.Should().Be(0);
        cost.Total.Should().Be(cost.Resources + cost.Databases + cost.Network);
        cost.Period.Should().Be(TimeSpan.FromHours(2));
        cost.Unknown.Should().Equal("network (nat-gateway traffic)", "infrastructure (volume)", "service/api (service api)");
    }

    [Fact]
    public async Task An_ended_environment_costs_no_more_as_time_goes_on()
    {
        EnvironmentSnapshot ended = Snapshot(resources: []) with { Status = EnvironmentStatus.Terminated, TerminatedAt = Start.AddHours(3) };
        _time.Advance(TimeSpan.FromDays(30));

        EnvironmentCost cost = await Calculator().CalculateAsync(ended, Journal(Intended(Orders, StepAction.Provision, hours: 0)), CancellationToken.None);

        cost.To.Should().Be(Start.AddHours(3));
        cost.Lines.Should().OnlyContain(line => line.Hours == 3);
    }

    [Fact]
    public async Task What_a_provider_says_of_the_things_that_it_made_goes_before_the_table()
    {
        EnvironmentSnapshot environment = Snapshot([new ComponentResource("aws_db_instance", "orders", "db-1") { HourlyCost = 0.5m }, new ComponentResource("aws_kms_key", "orders", "key-1")]);
        _time.Advance(TimeSpan.FromHours(2));

        EnvironmentCost cost = await Calculator().CalculateAsync(environment, Journal(Intended(Orders, StepAction.Provision, hours: 0)), CancellationToken.None);

        cost.Lines.Select(line => (line.Item, line.Amount, line.Price?.Source)).Should().Equal(
            ("aws_db_instance orders", 1m, "told by the provider 'aws'"),
            ("aws_kms_key orders", null, null));
    }

    [Fact]
    public async Task What_the_things_of_a_component_have_cost_is_known_when_they_are_gone()
    {
        EnvironmentSnapshot environment = Snapshot([]);
        _time.Advance(TimeSpan.FromHours(9));

        EnvironmentCost cost = await Calculator().CalculateAsync(
            environment,
            Journal(
                Intended(Orders, StepAction.Provision, hours: 0),
                new ResourceRecorded(Orders, new ComponentResource("vm", "orders", "1") { HourlyCost = 0.5m }) { Time = Start },
                new ComponentDestroyed(Orders, TimeSpan.Zero) { Time = Start.AddHours(4) }),
            CancellationToken.None);

        cost.Lines.Select(line => (line.Item, line.Amount, line.Hours)).Should().Equal(("vm orders", 2m, 4m));
    }

    private CostCalculator Calculator() => new([PriceTable.Default], journals: null!, _time);

    private async Task<EnvironmentCost> AccrueAsync(DateTimeOffset now, params EnvironmentEvent[] events)
    {
        _time.SetUtcNow(now);
        return await Calculator().CalculateAsync(Snapshot(resources: []), Journal(events), CancellationToken.None);
    }

    private static EnvironmentSnapshot Snapshot(ComponentResource[] resources) => new()
    {
        Id = EnvironmentId.Create(Start, new byte[10]),
        Spec = Spec,
        BaseDirectory = ".",
        CreatedAt = Start,
        Components =
        [
            .. Spec.AllComponents().Select(component => new ComponentSnapshot
            {
                Name = component.ComponentName,
                Provider = "aws",
                ExternalName = "x",
                Location = Virginia,
                Resources = [.. component.ComponentName == Orders ? resources : []],
            }),
        ],
    };

    private static StepIntended Intended(ComponentName component, StepAction action, int hours) =>
        new(component, action, "aws", "x", Virginia) { Time = Start.AddHours(hours) };

    private static async IAsyncEnumerable<EnvironmentEvent> Journal(params EnvironmentEvent[] events)
    {
        foreach (EnvironmentEvent happened in events)
        {
            await Task.Yield();
            yield return happened;
        }
    }
}

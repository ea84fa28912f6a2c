using System.Collections.Immutable;
using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Cost")]
public sealed class PreviewTests
{
    private static readonly ComponentName Orders = ComponentName.Database("orders");

    private readonly InMemoryPlatform _platform = new();
    private readonly Previewing _databases = new();

    [Fact]
    public async Task Each_thing_has_its_price_and_what_no_platform_tells_is_priced_by_its_spec()
    {
        await using EnvironmentManager manager = Create();
        _databases.Plan = context => [Machine(context) with { Items = [Item("machine", "large"), Item("machine", "traffic") with { Quantity = null }] }, Machine(context) with { Address = "gone", Action = PlannedAction.Destroy, Items = [Item("machine", "large")] }];

        EnvironmentPreview preview = await manager.PreviewAsync(Shop()).Soon();

        preview.ToString().Should().Be(
            """
            Environment 'shop': 4 things, 5 USD/h and unknown: database/orders (box: machine traffic), database/cache (box: machine traffic)
              database/orders: Create machine 'box': 2.5/h and unknown: machine traffic
              database/orders: Destroy machine 'gone': 2.5/h
              database/cache: Create machine 'box': 2.5/h and unknown: machine traffic
              database/cache: Destroy machine 'gone': 2.5/h
              service/api was not previewed: its provider 'in-memory' tells no more than the plan
              service/ui was not previewed: its provider 'in-memory' tells no more than the plan
            """);
        preview.Plan.Steps.Should().HaveCount(4);
        preview.Plan.EstimatedCost.Should().NotBeNull();
    }

    [Fact]
    public async Task Nothing_is_made_no_journal_begins_and_no_secret_goes_to_the_platform()
    {
        Secret secret = new("hunter2-secret");
        Previewing<ServiceSpec> services = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(_databases).AddProvider(services));
        EnvironmentSpec spec = Shop();

        await manager.PreviewAsync(spec with { Services = [spec.Services[0] with { Settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal) { ["KEY"] = secret, ["URL"] = Reference.ConnectionString("orders"), ["MODE"] = "fast" } }] }).Soon();

        ComponentContext service = services.Asked.Should().ContainSingle().Which;
        service.Settings.Should().Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["KEY"] = "known-after-it-is-made", ["URL"] = "known-after-it-is-made", ["MODE"] = "fast" });
        service.Dependencies[Orders].Find(OutputNames.ConnectionString)!.Reveal().Should().Be("known-after-it-is-made");
        ComponentContext database = _databases.Asked.First(context => context.Component == Orders);
        (database.EnvironmentId, database.Marks.EnvironmentId).Should().Be((service.EnvironmentId, service.EnvironmentId));
        database.Credentials.Should().ContainKey("password");
        database.Components.Should().HaveCount(3);
        (await manager.QueryAsync(new EnvironmentQuery()).ToListAsync()).Should().BeEmpty();
        _databases.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_platform_would_refuse_is_a_fault_of_the_spec_and_all_faults_are_told()
    {
        await using EnvironmentManager manager = Create();
        _databases.Plan = context => throw new ProviderException($"there is no machine for {context.Component}");

        InvalidEnvironmentSpecException refused = (await FluentActions.Awaiting(() => manager.PreviewAsync(Shop()).Soon()).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;

        refused.Faults.Select(fault => $"{fault.Path}: {fault.Problem}").Should().BeEquivalentTo(
            "databases[0]: database/orders cannot be previewed: there is no machine for database/orders.", "databases[1]: database/cache cannot be previewed: there is no machine for database/cache.");
    }

    [Fact]
    public async Task A_platform_that_does_not_answer_in_time_is_told_with_its_limit_and_a_caller_who_cancels_gets_that()
    {
        await using EnvironmentManager manager = Create();
        _databases.Hangs = true;
        EnvironmentSpec spec = new("shop", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { StepTimeout = TimeSpan.FromMilliseconds(20), Provider = "previewing" }] };
        using CancellationTokenSource cancelled = new();

        Task<EnvironmentPreview> late = manager.PreviewAsync(spec);
        Task<EnvironmentPreview> waiting = manager.PreviewAsync(Shop(), cancelled.Token);
        await cancelled.CancelAsync();

        await FluentActions.Awaiting(() => late.Soon()).Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*its provider 'previewing' did not answer within 00:00:00.0200000*");
        await FluentActions.Awaiting(() => waiting.Soon()).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Components_that_a_platform_takes_together_are_asked_for_at_once()
    {
        await using EnvironmentManager manager = Create();

        await manager.PreviewAsync(Shop()).Soon();

        _databases.Asked.Select(context => context.Together.ToImmutableArray()).Should().OnlyContain(together => together.SequenceEqual(new[] { Orders, ComponentName.Database("cache") }));
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments
        .UseInMemory(_platform)
        .AddProvider(_databases)
        .AddPriceSource(new PriceTable([new Price { Provider = "previewing", Kind = "machine", Sku = "large", Region = Price.Everywhere, Amount = 2.5m, Source = "a test", Date = new DateOnly(2026, 1, 1) }])));

    private static EnvironmentSpec Shop()
    {
        EnvironmentSpec shop = Specs.Shop();
        return shop with { Databases = [.. shop.Databases.Select(database => database with { Provider = "previewing" })] };
    }

    private static PlannedResource Machine(ComponentContext context) => new(context.Component, PlannedAction.Create, "machine", "box");

    private static PricedItem Item(string kind, string sku) => new() { Provider = "previewing", Kind = kind, Sku = sku };

    private sealed class Previewing : Previewing<DatabaseSpec>;

    private class Previewing<TSpec>() : ScriptedProvider<TSpec>("previewing"), IPreviewProvider<TSpec>, IBatchProvider
        where TSpec : ComponentSpec
    {
        private readonly List<ComponentContext> _asked = [];

        public Func<ComponentContext, IReadOnlyList<PlannedResource>> Plan { get; set; } = _ => [];

        public bool Hangs { get; set; }

        public string Batch => "previewing";

        public IReadOnlyList<ComponentContext> Asked
        {
            get
            {
                lock (_asked)
                {
                    return [.. _asked];
                }
            }
        }

        public async ValueTask<IReadOnlyList<PlannedResource>> PreviewAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
        {
            lock (_asked)
            {
                _asked.Add(context);
            }

            await (Hangs ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken) : Task.CompletedTask);
            return Plan(context);
        }
    }
}

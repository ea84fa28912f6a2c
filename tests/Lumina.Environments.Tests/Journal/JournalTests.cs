using System.Collections.Concurrent;
using Lumina.Environments.Tests.Execution;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Journal;

[Trait("Category", "Creation")]
public sealed class JournalTests
{
    [Fact]
    public async Task An_intent_is_durable_before_the_platform_is_asked()
    {
        InMemoryEnvironmentStore store = new();
        ConcurrentQueue<string> missing = new();
        ScriptedProvider<ServiceSpec> services = new();
        services.OnProvision = (context, _) => LookAsync(context, StepAction.Provision);
        services.OnStop = (context, _) => LookAsync(context, StepAction.Stop);
        services.OnStart = (context, _) => LookAsync(context, StepAction.Start);
        services.OnReset = (context, _) => LookAsync(context, StepAction.Reset);
        services.OnDestroy = (context, _) => LookAsync(context, StepAction.Destroy);
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services).UseStore(store));

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a", "c: a")).Soon();
        await manager.StopAsync(environment.Id).Soon();
        await manager.StartAsync(environment.Id).Soon();
        await manager.ResetAsync(environment.Id).Soon();
        await manager.TerminateAsync(environment.Id).Soon();

        missing.Should().BeEmpty();
        services.Calls.Should().HaveCount(15);

        async Task LookAsync(Providers.ComponentContext context, StepAction action)
        {
            IReadOnlyList<EnvironmentEvent> events = await store.ReadAsync(context.EnvironmentId, 1, 1000, CancellationToken.None);
            if (events.OfType<ComponentEvent>().LastOrDefault(@event => @event.Component == context.Component) is not StepIntended intent || intent.Action != action || intent.ExternalName != context.ExternalName)
            {
                missing.Enqueue($"{action} {context.Component}");
            }
        }
    }

    [Fact]
    public async Task A_journal_has_no_gap_under_parallel_steps_and_one_outcome_for_each_intent()
    {
        EnvironmentSpec wide = Graph.Of([.. Enumerable.Range(0, 40).Select(i => $"s{i}")]);
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());

        EnvironmentSnapshot environment = await manager.ProvisionAsync(wide).Soon();
        await manager.TerminateAsync(environment.Id).Soon();

        List<EnvironmentEvent> events = await manager.EventsAsync(environment.Id);
        events.Should().HaveCount(2 + 80 + 2 + 80);
        Assertions.IsGapFree(events);
        Assertions.HasOneOutcomeForEachIntent(events);
        events[0].Should().BeOfType<ProvisioningStarted>().Which.Components.Should().HaveCount(40);
    }

    [Fact]
    public async Task Every_event_says_when_it_was_and_who_acted()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2030, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using EnvironmentManager manager = EnvironmentManager.Create(environments =>
            environments.UseInMemory().UseTimeProvider(time).Configure(options => options.Actor = "night-shift"));

        EnvironmentSnapshot environment = await manager.ForOwner("payments").ProvisionAsync(Specs.Shop()).Soon();
        time.Advance(TimeSpan.FromHours(1));
        await manager.StopAsync(environment.Id).Soon();

        List<EnvironmentEvent> events = await manager.EventsAsync(environment.Id);
        int provisioned = events.FindIndex(@event => @event is ProvisioningSucceeded) + 1;
        events.Take(provisioned).Should().OnlyContain(@event => @event.Actor == "payments" && @event.Time == time.Start);
        events.Skip(provisioned).Should().NotBeEmpty().And.OnlyContain(@event => @event.Actor == "night-shift" && @event.Time == time.Start.AddHours(1));
    }

    [Fact]
    public async Task Resources_are_recorded_as_they_appear()
    {
        ScriptedProvider<ServiceSpec> services = new()
        {
            OnProvision = async (context, cancellationToken) =>
            {
                await context.RecordResourceAsync(new ComponentResource("vm", "one", "i-1") { Status = "booting" }, cancellationToken);
                await context.RecordResourceAsync(new ComponentResource("vm", "two", "i-2"), cancellationToken);
                await context.RecordResourceAsync(new ComponentResource("vm", "one", "i-1") { Status = "running" }, cancellationToken);
            },
        };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();

        environment.Components[0].Resources.Select(resource => (resource.Id, resource.Status)).Should().BeEquivalentTo([("i-1", "running"), ("i-2", (string?)null)]);
        (await manager.EventsAsync(environment.Id)).OfType<ResourceRecorded>().Should().HaveCount(3);
    }
}

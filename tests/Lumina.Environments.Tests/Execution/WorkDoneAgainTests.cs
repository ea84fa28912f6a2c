using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

/// <summary>What a service that runs once has done goes with a reset of what it was done to: it is done again.</summary>
[Trait("Category", "StartStop")]
public sealed class WorkDoneAgainTests
{
    private static readonly ComponentName Database = ComponentName.Service("database");
    private static readonly ComponentName Migrations = ComponentName.Service("migrations");

    private readonly ScriptedProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task It_is_done_again_after_what_it_depends_on_and_nothing_else_is()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();

        ResetReport report = await manager.ResetAsync(environment.Id).Soon();

        _services.Calls.Where(call => call.StartsWith("reset", StringComparison.Ordinal)).Should().Equal("reset service/database", "reset service/migrations", "reset service/seeds");
        report.Environment.Status.Should().Be(EnvironmentStatus.Ready);
        List<EnvironmentEvent> events = await manager.EventsAsync(environment.Id);
        events.FindIndex(@event => @event is StepIntended { Action: StepAction.Reset } intended && intended.Component == Migrations)
            .Should().BeLessThan(events.FindIndex(@event => @event is ComponentReset), "a process that ends between the two leaves word of it");
    }

    [Fact]
    public async Task Where_that_fails_the_environment_is_Failed_until_another_reset_succeeds_whatever_is_seen_of_it()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();
        _services.OnReset = (context, _) => context.Component == Migrations ? throw new ProviderException("no such column") : Task.CompletedTask;

        await FluentActions.Awaiting(() => manager.ResetAsync(environment.Id).Soon()).Should().ThrowAsync<EnvironmentException>()
            .WithMessage("*no such column*Reset: service/database.*Maybe half reset: service/migrations, service/seeds.*Failed until a reset succeeds*");

        (await manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Failed);
        _services.OnReset = null;
        (await manager.ResetAsync(environment.Id).Soon()).Environment.Status.Should().Be(EnvironmentStatus.Running);
    }

    [Fact]
    public async Task Where_it_is_cancelled_before_that_the_environment_is_Failed_and_where_nothing_was_reset_it_is_not()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Shop()).Soon();
        foreach (ComponentName at in (ComponentName[])[Database, Migrations])
        {
            using CancellationTokenSource cancelling = new();
            _services.OnReset = async (context, token) =>
            {
                if (context.Component == at)
                {
                    await cancelling.CancelAsync();
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }
            };

            await Record.ExceptionAsync(() => manager.ResetAsync(environment.Id, cancellationToken: cancelling.Token).Soon());

            EnvironmentSnapshot after = (await manager.FindAsync(environment.Id))!;
            after.Status.Should().Be(at == Database ? EnvironmentStatus.Ready : EnvironmentStatus.Failed);
            after.Components.Any(component => component.Unfinished is not null).Should().Be(at != Database, "{0}", after);
        }
    }

    private static EnvironmentSpec Shop()
    {
        EnvironmentSpec graph = Graph.Of("database", "api: database", "migrations: database", "seeds: migrations", "greeting");
        return graph with { Services = [.. graph.Services.Select(service => service.Name is "migrations" or "seeds" or "greeting" ? service with { Run = ServiceRun.Once } : service)] };
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.AddProvider(new Resetting(_services)));

    /// <summary>A service is reset where it stands for a database, or runs once.</summary>
    private sealed class Resetting(ScriptedProvider<ServiceSpec> inner) : IResettableProvider<ServiceSpec>
    {
        public string Name => inner.Name;

        public string? WhyNot(ServiceSpec spec) => inner.WhyNot(spec);

        public ComponentPlacement Place(ServiceSpec spec) => inner.Place(spec);

        public bool Resets(ServiceSpec spec) => spec.Run.IsOnce || spec.ComponentName == Database;

        public ValueTask<ComponentOutputs> ProvisionAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) => inner.ProvisionAsync(spec, context, cancellationToken);

        public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => inner.ObserveAsync(context, cancellationToken);

        public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => inner.DestroyAsync(context, cancellationToken);

        public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => inner.ListAsync(scope, cancellationToken);

        public ValueTask<ResetResult> ResetAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) => inner.ResetAsync(spec, context, cancellationToken);
    }
}

using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Execution;

namespace Lumina.Environments.Tests.Journal;

[Trait("Category", "Creation")]
public sealed class StoreTests
{
    private static readonly LeaseHolder Another = new("another", "another machine", 1, 1);

    private readonly DecoratedStore _store = new();
    private readonly InMemoryPlatform _platform = new();

    [Fact]
    public async Task A_commit_at_another_place_than_the_journals_end_is_refused_and_changes_nothing()
    {
        (EnvironmentSnapshot environment, _, EnvironmentEvent next) = await OneAsync();
        EnvironmentLease lease = await _store.AcquireLeaseAsync(environment.Id, Another, TimeSpan.FromMinutes(1), CancellationToken.None);

        Func<Task> behind = () => _store.CommitAsync(new EnvironmentCommit(lease, environment.Version - 1, [next], environment), CancellationToken.None).AsTask();
        Func<Task> ahead = () => _store.CommitAsync(new EnvironmentCommit(lease, environment.Version + 1, [next], environment), CancellationToken.None).AsTask();

        await behind.Should().ThrowAsync<EnvironmentConflictException>();
        await ahead.Should().ThrowAsync<EnvironmentConflictException>();
        (await _store.ReadAsync(environment.Id, environment.Version + 1, 10, CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_commit_under_an_older_lease_is_refused_before_anything_else()
    {
        (EnvironmentSnapshot environment, EnvironmentLease old, EnvironmentEvent next) = await OneAsync();
        EnvironmentLease newer = await _store.AcquireLeaseAsync(environment.Id, Another, TimeSpan.FromMinutes(1), CancellationToken.None);
        newer.FencingToken.Should().BeGreaterThan(old.FencingToken);

        Func<Task> commit = () => _store.CommitAsync(new EnvironmentCommit(old, environment.Version, [next], environment), CancellationToken.None).AsTask();

        await commit.Should().ThrowAsync<EnvironmentLeaseLostException>();
        await _store.CommitAsync(new EnvironmentCommit(newer, environment.Version, [next], environment), CancellationToken.None);
    }

    [Theory]
    [InlineData(false, "the commit has not happened")]
    [InlineData(true, "the commit has happened and its answer was lost")]
    public async Task When_a_commit_fails_nothing_more_is_asked_and_terminating_reads_the_journal_again_and_cleans_up(bool happened, string reason)
    {
        for (int failing = 1; failing <= 10; failing++)
        {
            int commits = 0;
            long callsAtFailure = -1;
            ScriptedProvider<ServiceSpec> services = new();
            void Fail(EnvironmentCommit commit)
            {
                if (Interlocked.Increment(ref commits) == failing)
                {
                    Volatile.Write(ref callsAtFailure, services.Calls.Count);
                    throw new IOException("the disk is full");
                }
            }

            DecoratedStore store = new() { BeforeCommit = happened ? null : Fail, AfterCommit = happened ? Fail : null };
            await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services).UseStore(store));

            // One after the other, so that what runs beside the failing commit does not blur what is counted.
            Func<Task> provision = () => manager.ProvisionAsync(Graph.Of("a", "b: a", "c: b", "d: c")).Soon();

            Exception error = (await provision.Should().ThrowAsync<Exception>($"commit {failing} fails: {reason}")).Which;
            error.ToString().Should().Contain("the disk is full");
            services.Calls.Count.Should().Be((int)callsAtFailure, $"nothing is asked after commit {failing} has failed");
            store.BeforeCommit = store.AfterCommit = null;
            foreach (EnvironmentSnapshot left in await manager.QueryAsync(new EnvironmentQuery()).ToListAsync())
            {
                (await manager.TerminateAsync(left.Id).Soon()).Status.Should().Be(EnvironmentStatus.Terminated, reason);
                List<EnvironmentEvent> events = await manager.EventsAsync(left.Id);
                Assertions.IsGapFree(events);
            }

            services.Existing.Should().BeEmpty($"commit {failing} failed, {reason}");
        }
    }

    [Fact]
    public async Task The_error_of_a_failed_commit_names_the_environment_and_what_is_left()
    {
        _store.BeforeCommit = commit =>
        {
            if (commit.Events.Any(@event => @event is ComponentProvisioned { Component.Name: "api" }))
            {
                throw new IOException("the disk is full");
            }
        };
        await using EnvironmentManager manager = Create();

        Func<Task> provision = () => manager.ProvisionAsync(Specs.Shop()).Soon();

        EnvironmentException error = (await provision.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Message.Should().Contain("journal of environment 'shop' could not be written").And.Contain("the disk is full").And.Contain("Terminate the environment");
        error.Left.Should().Contain(ComponentName.Service("api")).And.Contain(ComponentName.Database("orders"));
        _platform.Components.Should().NotContain(component => component.Name == ComponentName.Service("ui"));
    }

    [Fact]
    public async Task Two_managers_on_one_store_take_turns_by_lease_and_leave_nothing()
    {
        await using EnvironmentManager first = Create();
        await using EnvironmentManager second = Create();
        EnvironmentSnapshot environment = await first.ProvisionAsync(Specs.Shop()).Soon();

        (await second.StopAsync(environment.Id).Soon()).Status.Should().Be(EnvironmentStatus.Stopped);
        (await first.StartAsync(environment.Id).Soon()).Status.Should().Be(EnvironmentStatus.Running, "it sees that another has written and reads the journal again");
        Assertions.IsGapFree(await second.EventsAsync(environment.Id));

        await first.TerminateAsync(environment.Id).Soon();
        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Providers_whose_things_outlive_the_process_are_refused_on_a_store_that_does_not_unless_allowed()
    {
        ScriptedProvider<ServiceSpec> services = new() { Placement = _ => new ComponentPlacement { OutlivesProcess = true } };
        await using EnvironmentManager refusing = EnvironmentManager.Create(environments => environments.AddProvider(services));
        await using EnvironmentManager allowing = EnvironmentManager.Create(environments => environments.AddProvider(services).Configure(options => options.AllowVolatileStore = true));
        await using EnvironmentManager durable = EnvironmentManager.Create(environments => environments.AddProvider(services).UseStore(new DecoratedStore { IsDurable = true }));

        Func<Task> refused = () => refusing.PlanAsync(Graph.Of("a"));

        (await refused.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Which.Should().Be(new SpecificationFault(
            "services[0]", "service/a outlives this process, and the store forgets it when the process ends.", "Use a durable store, or set AllowVolatileStore."));
        (await allowing.PlanAsync(Graph.Of("a"))).Steps.Should().HaveCount(1);
        (await durable.PlanAsync(Graph.Of("a"))).Steps.Should().HaveCount(1);
    }

    private async Task<(EnvironmentSnapshot Environment, EnvironmentLease Lease, EnvironmentEvent Next)> OneAsync()
    {
        EnvironmentLease? lease = null;
        _store.BeforeCommit = commit => lease = commit.Lease;
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        return (environment, lease!, new StopRequested { EnvironmentId = environment.Id, Sequence = environment.Version + 1 });
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.UseInMemory(_platform).UseStore(_store));
}

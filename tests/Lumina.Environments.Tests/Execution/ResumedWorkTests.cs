using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

/// <summary>What a service that runs once had done when its environment's maker died, in a provisioning that is resumed.</summary>
[Trait("Category", "Creation")]
public sealed class ResumedWorkTests
{
    private static readonly ComponentName Database = ComponentName.Database("orders");

    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ScriptedProvider<DatabaseSpec> _inner;
    private readonly Resetless<DatabaseSpec> _databases;
    private readonly ScriptedProvider<ServiceSpec> _services;

    public ResumedWorkTests()
    {
        ComponentPlacement stays = new() { OutlivesProcess = true };
        _inner = new ScriptedProvider<DatabaseSpec>("databases", _calls) { Placement = _ => stays };
        _services = new ScriptedProvider<ServiceSpec>("services", _calls) { Placement = _ => stays };
        _databases = new Resetless<DatabaseSpec>(_inner);
    }

    [Fact]
    public async Task It_is_done_again_where_what_it_was_done_to_is_gone()
    {
        await ResumeAsync(() => _inner.Existing.Clear());

        _calls.Should().Equal("destroy service/migrations", "provision database/orders", "provision service/migrations", "provision service/api");
    }

    [Fact]
    public async Task It_is_not_done_again_where_what_it_was_done_to_has_ended()
    {
        await ResumeAsync(() => _databases.HasEnded = true);

        _calls.Should().Equal("provision database/orders", "provision service/api");
    }

    [Fact]
    public async Task It_is_not_done_again_where_what_it_was_done_to_cannot_be_seen()
    {
        await ResumeAsync(() => _inner.OnObserve = (_, _) => throw new ProviderException("the platform does not answer"));

        _calls.Should().Equal("provision database/orders", "provision service/api");
    }

    /// <summary>Has a process die while it makes the last component, and another take over.</summary>
    private async Task ResumeAsync(Action meanwhile)
    {
        FakeProcesses processes = new();
        InMemoryEnvironmentStore store = new();
        FakeProcesses.FakeProcess process = processes.Start();
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _services.OnProvision = async (context, token) =>
        {
            if (context.Component.Name == "api")
            {
                reached.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        };
        EnvironmentSpec graph = Graph.Of("migrations", "api: migrations");
        EnvironmentSpec spec = graph with
        {
            OnInterruption = InterruptionPolicy.Resume,
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
            Services = [graph.Services[0] with { Run = ServiceRun.Once, DependsOn = [Database] }, graph.Services[1]],
        };
        _ = Create(process, store).ProvisionAsync(spec);
        await reached.Task.Soon();
        process.End();
        meanwhile();
        _services.OnProvision = null;
        _calls.Clear();
        await using EnvironmentManager other = Create(processes.Start(), store);

        RecoveryReport report = await other.RecoverAsync().Soon();

        report.Recovered.Should().ContainSingle().Which.Status.Should().Be(EnvironmentStatus.Ready);
    }

    private EnvironmentManager Create(IProcessInspector process, IEnvironmentStore store) => EnvironmentManager.Create(environments => environments
        .AddProvider(_databases)
        .AddProvider(_services)
        .UseStore(store)
        .UseProcessInspector(process)
        .Configure(options => options.AllowVolatileStore = true));
}

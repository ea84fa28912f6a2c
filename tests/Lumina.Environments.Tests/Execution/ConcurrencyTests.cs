using System.Collections.Concurrent;
using Lumina.Environments.InMemory;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Creation")]
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Calls_on_one_environment_are_carried_out_one_after_the_other()
    {
        int running = 0;
        ConcurrentQueue<int> seen = new();
        ScriptedProvider<ServiceSpec> services = new();
        services.OnReset = services.OnStop = services.OnStart = async (_, _) =>
        {
            seen.Enqueue(Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
        };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run<Task>(() => i % 2 == 0
            ? manager.ResetAsync(environment.Id)
            : manager.RestartAsync(environment.Id, ComponentName.Service("a"))).Unwrap())).Soon();

        seen.Should().HaveCount(45).And.OnlyContain(count => count == 1, "two verbs never work on one environment at once");
        Assertions.IsGapFree(await manager.EventsAsync(environment.Id));
    }

    [Fact]
    public async Task Two_hundred_environments_at_once_do_not_wait_for_one_that_hangs()
    {
        InMemoryPlatform platform = new() { Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Provision, Hangs = true, Times = 20 }) };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform));
        EventRecorder events = new();
        using IDisposable subscription = manager.Events.Subscribe(events);
        using CancellationTokenSource hanging = new();
        Task<EnvironmentSnapshot>[] stuck = [.. Enumerable.Range(0, 10).Select(i => manager.ProvisionAsync(Specs.Shop($"stuck-{i}"), hanging.Token))];
        await Bounded.UntilAsync(() => platform.CallCount >= 20);

        EnvironmentSnapshot[] ready = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => manager.ProvisionAsync(Specs.Shop($"shop-{i}")))).Soon();

        ready.Should().OnlyContain(environment => environment.Status == EnvironmentStatus.Ready);
        ready.Select(environment => environment.Id).Distinct().Should().HaveCount(200);
        stuck.Should().OnlyContain(task => !task.IsCompleted);
        HashSet<EnvironmentId> ids = [.. ready.Select(environment => environment.Id)];
        platform.Components.Where(component => ids.Contains(component.Marks.EnvironmentId)).Select(component => component.ExternalName).Distinct().Should().HaveCount(800);

        await Task.WhenAll(ready.Select(environment => manager.TerminateAsync(environment.Id))).Soon();
        await hanging.CancelAsync();
        await Task.WhenAll(stuck).Soon().ContinueWith(_ => { }, TaskScheduler.Default);
        platform.IsEmpty.Should().BeTrue();
    }
}

using Lumina.Environments.InMemory;

namespace Lumina.Environments.Tests.Execution;

/// <summary>Random verbs under random faults, from a seed. Whatever happens: nothing leaks, the journal has no gap, and it tells what the snapshot says.</summary>
[Trait("Category", "Termination")]
public sealed class StressTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_fails_nothing_is_left_and_the_journal_tells_the_whole_story(int block)
    {
        const int seeds = 100;
        await Parallel.ForEachAsync(
            Enumerable.Range(block * seeds, seeds),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (seed, _) => await RunAsync(seed));
    }

    private static async Task RunAsync(int seed)
    {
        Random random = new(seed);
        InMemoryPlatform platform = new() { Faults = new InMemorySeededFaults(seed) { FailureRate = random.NextDouble() * 0.3, MaximumDelay = TimeSpan.FromMilliseconds(random.Next(3)) } };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform).Configure(options =>
        {
            options.RetryDelay = TimeSpan.Zero;
            options.MaximumAttempts = 1 + random.Next(3);
        }));
        EventRecorder recorder = new();
        using IDisposable subscription = manager.Events.Subscribe(recorder);
        EnvironmentSpec spec = Graph.Random(random, size: 3 + random.Next(6)) with { OnFailure = random.Next(2) == 0 ? FailurePolicy.Keep : FailurePolicy.RollBack };

        EnvironmentId id = await ProvisionAsync(manager, spec, random);
        for (int i = random.Next(5); i > 0; i--)
        {
            await IgnoreAsync(VerbAsync(manager, id, random));
        }

        platform.Faults = new InMemoryFaultScript();
        EnvironmentSnapshot terminated = await manager.TerminateAsync(id).Soon();

        terminated.Status.Should().Be(EnvironmentStatus.Terminated, $"seed {seed}");
        platform.Components.Should().BeEmpty($"seed {seed}");
        List<EnvironmentEvent> events = await manager.EventsAsync(id);
        Assertions.IsGapFree(events);
        Assertions.HasOneOutcomeForEachIntent(events);
        await SaysTheSameAsync(manager, id, events);
        await Bounded.UntilAsync(() => recorder.All.Count >= events.Count);
        recorder.All.Should().Equal(events, $"seed {seed}: a subscriber sees the journal, each event once and in order");
    }

    private static async Task<EnvironmentId> ProvisionAsync(EnvironmentManager manager, EnvironmentSpec spec, Random random)
    {
        using CancellationTokenSource caller = new();
        Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(spec, caller.Token);
        if (random.Next(4) == 0)
        {
            await caller.CancelAsync();
        }

        await IgnoreAsync(provisioning);
        return (await manager.QueryAsync(new EnvironmentQuery()).SingleAsync()).Id;
    }

    private static Task VerbAsync(EnvironmentManager manager, EnvironmentId id, Random random) => random.Next(6) switch
    {
        0 => manager.StopAsync(id),
        1 => manager.StartAsync(id),
        2 => manager.RestartAsync(id, ComponentName.Service("s0")),
        3 => manager.ResetAsync(id),
        4 => manager.ExtendAsync(id, TimeSpan.FromHours(1)),
        _ => manager.TerminateAsync(id),
    };

    private static async Task IgnoreAsync(Task work)
    {
        try
        {
            await work.Soon();
        }
        catch (Exception exception) when (exception is EnvironmentException or OperationCanceledException)
        {
            // Faults are meant to come; what they must not do is asserted at the end.
        }
    }

    // A store that is given the journal alone, and opened by another manager, must tell the same.
    private static async Task SaysTheSameAsync(EnvironmentManager manager, EnvironmentId id, List<EnvironmentEvent> events)
    {
        EnvironmentSnapshot stored = (await manager.FindAsync(id))!;
        ReplayedStore replayed = new(events, stored);
        await using EnvironmentManager other = EnvironmentManager.Create(environments => environments.UseInMemory().UseStore(replayed));
        EnvironmentSnapshot read = await other.TerminateAsync(id); // it has ended: this reads its journal and does nothing

        read.Should().BeEquivalentTo(stored, options => options.Excluding(snapshot => snapshot.Spec));
        read.Version.Should().Be(events.Count);
    }
}

using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Processes;

namespace Lumina.Environments.Local.Tests.Recovery;

/// <summary>A process takes an environment through its life and is killed in it; this one recovers, and then everything is looked at.</summary>
[SupportedOSPlatform("linux")]
internal static class KilledLife
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="kill">The number of the kill, for whoever reads of its failure.</param>
    /// <param name="lifetime">How long local servers live.</param>
    /// <param name="onInterruption">What becomes of half-made environments.</param>
    /// <param name="events">After how many events it is killed.</param>
    /// <param name="milliseconds">And how long after.</param>
    public static async Task KillAndRecoverAsync(int kill, LocalLifetime lifetime, InterruptionPolicy onInterruption, int events, int milliseconds)
    {
        await using RecoveryScene scene = new();
        await using HostProgram host = scene.Start("live", lifetime.ToString(), onInterruption.ToString());
        await host.UntilAsync(() => host.Said.ContainsKey("ended") || host.Lines.Count > events, "its moment had come");
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
        host.Kill();
        await host.IsGoneAsync();
        host.ReadToEnd();

        await using (EnvironmentManager manager = scene.Manager(lifetime))
        {
            await RecoverAsync(scene, manager, host, $"kill {kill}, {milliseconds} ms after '{host.Lines[^1]}'");
        }

        scene.Hosts().Should().BeEmpty("the second process has ended, too");
    }

    private static async Task RecoverAsync(RecoveryScene scene, EnvironmentManager manager, HostProgram host, string moment)
    {
        RecoveryReport report = await manager.RecoverAsync().WaitAsync(Patience, TimeProvider.System);
        report.Undecided.Should().BeEmpty();
        (await manager.RecoverAsync()).Recovered.Should().BeEmpty("recovery has nothing left to do");

        EnvironmentSnapshot? environment = await manager.QueryAsync(new EnvironmentQuery()).SingleOrDefaultAsync() is { } found ? await manager.FindAsync(found.Id) : null;
        string killed = $"{moment}, and recovery says: {report}";
        await IsTrueAsync(scene, environment, killed);
        await EverythingAcknowledgedIsThereAsync(manager, environment, host, killed);

        if (environment is { IsActive: true })
        {
            await manager.TerminateAsync(environment.Id);
        }

        scene.Left().Should().BeEmpty(killed);
        (await manager.SweepAsync(new SweepOptions { DryRun = true, Grace = TimeSpan.Zero })).Items.Should().BeEmpty(killed);
        (await manager.ListLeasesAsync().ToListAsync()).Should().BeEmpty(killed);
    }

    /// <summary>What is there is what the environment says of itself: each once, or none.</summary>
    private static async Task IsTrueAsync(RecoveryScene scene, EnvironmentSnapshot? environment, string killed)
    {
        List<string> running = scene.Running();
        switch (environment?.Status)
        {
            case null or EnvironmentStatus.Terminated or EnvironmentStatus.Failed:
                scene.Left().Should().BeEmpty(killed);
                break;
            case EnvironmentStatus.Stopped:
                running.Should().BeEmpty(killed);
                scene.Kept().Should().HaveCount(3, killed);
                break;
            case EnvironmentStatus.Ready or EnvironmentStatus.Running:
                scene.Kept().Should().HaveCount(3, killed);
                running.Where(line => line.Contains("postgres", StringComparison.Ordinal)).Should().ContainSingle(killed);
                running.Where(line => line.Contains("redis", StringComparison.Ordinal)).Should().ContainSingle(killed);
                running.Where(line => line.Contains("sleep", StringComparison.Ordinal)).Should().HaveCount(2, killed);
                running.Should().HaveCount(4, killed);
                ComponentOutput connection = environment.Find(ComponentName.Database("orders"))!.Outputs.Find(OutputNames.ConnectionString)!;
                (await LocalLab.QueryAsync(connection.Reveal(), "SELECT 1")).Should().Be(1);
                break;
            default:
                Assert.Fail($"The environment is {environment!.Status}: {killed}");
                break;
        }
    }

    private static async Task EverythingAcknowledgedIsThereAsync(EnvironmentManager manager, EnvironmentSnapshot? environment, HostProgram host, string killed)
    {
        string[][] acknowledged = [.. host.Lines.Select(line => line.Split(' ')).Where(words => words is ["event", _, _, { Length: > 0 }])];
        if (environment is null)
        {
            acknowledged.Should().BeEmpty(killed);
            return;
        }

        List<EnvironmentEvent> events = await manager.ReadEventsAsync(environment.Id).ToListAsync();
        events.Select(@event => @event.Sequence).Should().Equal(Enumerable.Range(1, events.Count).Select(number => (long)number));
        foreach (string[] words in acknowledged)
        {
            events[int.Parse(words[2], CultureInfo.InvariantCulture) - 1].GetType().Name.Should().StartWith(words[3], killed);
        }

        events.Aggregate((EnvironmentSnapshot?)null, SnapshotFold.Apply)!.Status.Should().Be(environment.Status, killed);
    }
}

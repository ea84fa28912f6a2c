using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Processes;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Recovery;

/// <summary>A process is stopped with SIGSTOP while it operates on an environment, and wakes when that is no longer its own.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Local")]
public sealed class PauseTests
{
    private const string TheOtherMachine = "elsewhere";

    [Fact]
    public async Task A_process_that_was_paused_past_its_lease_stops_when_it_wakes_and_writes_nothing()
    {
        await using RecoveryScene scene = new();
        await using HostProgram paused = scene.Start("wait", TheOtherMachine);
        await using EnvironmentManager manager = scene.Manager(machine: "here");
        EnvironmentId id = await PauseAsync(scene, paused);

        // Its lease expires, as nobody here can tell whether it lives.
        (await manager.TerminateAsync(id)).Status.Should().Be(EnvironmentStatus.Terminated);

        await WakesToNothingAsync(scene, paused, manager, id);
    }

    [Fact]
    public async Task Nobody_takes_over_from_a_process_that_is_paused_on_this_machine_until_its_lease_is_broken()
    {
        await using RecoveryScene scene = new();
        await using HostProgram paused = scene.Start("wait", "");
        await using EnvironmentManager manager = scene.Manager();
        EnvironmentId id = await PauseAsync(scene, paused);

        (await manager.RecoverAsync()).Recovered.Should().BeEmpty();
        EnvironmentLease lease = (await manager.ListLeasesAsync().ToListAsync()).Should().ContainSingle().Subject;
        lease.Holder.ProcessId.Should().Be(paused.ProcessId);
        (await manager.BreakLeaseAsync(id)).Should().BeTrue();
        (await manager.TerminateAsync(id)).Status.Should().Be(EnvironmentStatus.Terminated);

        await WakesToNothingAsync(scene, paused, manager, id);
    }

    /// <summary>Pauses it while it waits for a component that is there and never ready.</summary>
    private static async Task<EnvironmentId> PauseAsync(RecoveryScene scene, HostProgram host)
    {
        await host.UntilItSaysAsync("event");
        await Deadline.UntilAsync(() => scene.Registry.All() is [{ IsRunning: true }], () => string.Join("\n", scene.Kept()));

        // Whoever has its lock knows that the other is done with it. One that is paused while it renews its lease would keep everybody from the store.
        (await scene.Registry.LockAsync(scene.Registry.All()[0].Name, CancellationToken.None)).Dispose();
        do
        {
            host.Signal(ProcessSignal.Continue);
            host.Signal(ProcessSignal.Stop);
            await Deadline.UntilAsync(() => ProcessEntry.Read(host.ProcessId) is { State: 'T' }, () => $"{ProcessEntry.Read(host.ProcessId)}");
        }
        while (!scene.CanWriteToStore());
        return EnvironmentId.Parse(host.Said["event"].Split(' ')[0]);
    }

    private static async Task WakesToNothingAsync(RecoveryScene scene, HostProgram paused, EnvironmentManager manager, EnvironmentId id)
    {
        long end = (await manager.FindAsync(id))!.Version;
        scene.Left().Should().BeEmpty();

        paused.Signal(ProcessSignal.Continue);
        await paused.UntilItSaysAsync("done");

        paused.Said["gave-up"].Should().Be(nameof(EnvironmentLeaseLostException));
        (await manager.FindAsync(id))!.Version.Should().Be(end);
        scene.Left().Should().BeEmpty();
    }
}

using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Processes;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Recovery;

/// <summary>A process that shares the store of another: of one that lives, and of one that was killed together with the guardian that would have ended what it ran.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Local")]
[Trait("Category", "Termination")]
public sealed class OtherProcessTests
{
    [Fact]
    public async Task What_a_process_and_its_guardian_left_is_gone_when_recovery_says_so()
    {
        await using RecoveryScene scene = new();
        await using HostProgram host = scene.Start("hold");
        await host.UntilItSaysAsync("made");
        host.Signal(ProcessSignal.Stop);
        Kill(Evidence.Processes(scene.Token).Single(line => line.Contains("guardian.dll", StringComparison.Ordinal)));
        host.Kill();
        await Deadline.UntilAsync(() => host.HasEnded, () => "the host lives");
        scene.Running().Should().NotBeEmpty("nobody has ended what it ran");

        await using EnvironmentManager manager = scene.Manager(LocalLifetime.Process);
        RecoveryReport report = await manager.RecoverAsync();

        report.Recovered.Should().ContainSingle().Which.Should().Match<RecoveredEnvironment>(environment => environment.Status == EnvironmentStatus.Terminated && environment.Left.Count == 0);
        scene.Left().Should().BeEmpty();
        scene.Hosts().Should().BeEmpty();
    }

    [Fact]
    public async Task What_ends_with_a_process_that_lives_is_left_alone_by_one_whose_own_would_outlive_it()
    {
        await using RecoveryScene scene = new();
        await using HostProgram host = scene.Start("hold");
        await host.UntilItSaysAsync("made");
        await using EnvironmentManager manager = scene.Manager(LocalLifetime.Environment);
        EnvironmentId id = EnvironmentId.Parse(host.Said["event"].Split(' ')[0]);

        Func<Task> terminating = () => manager.TerminateAsync(id);

        await terminating.Should().ThrowAsync<EnvironmentException>().WithMessage($"*nothing was touched*are in process {host.ProcessId} on *alone, which runs*");
        scene.Running().Should().NotBeEmpty();
    }

    [SkippableFact]
    public async Task What_ends_with_a_manager_another_of_its_process_is_refused_and_finds_ended_when_the_manager_is_disposed_of()
    {
        LocalLab.RequireRedis();
        await using RecoveryScene scene = new();
        await using EnvironmentManager first = scene.Manager(LocalLifetime.Process);
        await using EnvironmentManager second = scene.Manager(LocalLifetime.Process);
        EnvironmentSnapshot made = await first.ProvisionAsync(LocalLab.Spec(new DatabaseSpec("cache", DatabaseType.Redis)));

        Func<Task> terminating = () => second.TerminateAsync(made.Id);
        await terminating.Should().ThrowAsync<EnvironmentException>().WithMessage("*nothing was touched: database/cache is in another manager of this process alone*");
        (await first.CheckHealthAsync(made.Id)).Verdict.Should().Be(HealthVerdict.Healthy);
        await first.DisposeAsync();

        (await second.FindAsync(made.Id))!.Status.Should().Be(EnvironmentStatus.Terminated);
        scene.Left().Should().BeEmpty();
    }

    private static void Kill(string evidence) => _ = LinuxInterop.Kill(int.Parse(evidence.Split(' ')[0], CultureInfo.InvariantCulture), (int)ProcessSignal.Kill);
}

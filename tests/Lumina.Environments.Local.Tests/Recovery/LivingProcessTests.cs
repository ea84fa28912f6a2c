using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Processes;

namespace Lumina.Environments.Local.Tests.Recovery;

/// <summary>A process that shares the store of one that lives.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Local")]
[Trait("Category", "Termination")]
public sealed class LivingProcessTests
{
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
}

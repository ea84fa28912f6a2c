using System.Runtime.Versioning;
using Lumina.Environments.Local.TestHost;

namespace Lumina.Environments.Local.Tests.Recovery;

/// <summary>A process finds what is kept where it was made, whatever its own options name.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Local")]
public sealed class StateDirectoryTests
{
    [SkippableFact]
    public async Task A_process_with_another_directory_of_state_stops_starts_and_ends_what_is_kept()
    {
        LocalLab.RequirePostgreSql();
        LocalLab.RequireRedis();
        await using RecoveryScene scene = new();
        EnvironmentSnapshot made;
        await using (EnvironmentManager maker = scene.Manager())
        {
            made = await maker.ProvisionAsync(RecoveryLab.Shop(scene.Token, InterruptionPolicy.RollBack));
        }

        await using EnvironmentManager stranger = scene.Stranger();
        (await stranger.CheckHealthAsync(made.Id)).Verdict.Should().Be(HealthVerdict.Healthy);

        await stranger.StopAsync(made.Id);
        scene.Running().Should().BeEmpty();
        scene.Kept().Should().HaveCount(3);

        await stranger.StartAsync(made.Id);
        scene.Running().Should().HaveCount(4);

        await stranger.TerminateAsync(made.Id);
        scene.Left().Should().BeEmpty();
    }
}

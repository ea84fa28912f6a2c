using System.Runtime.Versioning;
using Lumina.Environments.Local.TestHost;
using Lumina.Environments.Local.Tests.Processes;

namespace Lumina.Environments.Local.Tests.Kept;

/// <summary>A process is killed while it makes things that are to outlive it: then there is exactly one of each, or none.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Local")]
public sealed class KeptKillTests
{
    private const int Seed = 20261125;

    /// <summary>Until then the process compiles its own code and makes nothing.</summary>
    private const int EarliestOfInterest = 150;
    private const int LongestDelay = 1000;

    /// <summary>Moments after the process has begun to provision, in milliseconds.</summary>
    public static TheoryData<int, bool> Moments()
    {
        Random random = new(Seed);
        TheoryData<int, bool> moments = [];
        for (int i = 0; i < 14; i++)
        {
            moments.Add(random.Next(EarliestOfInterest, LongestDelay), i % 2 == 0);
        }

        return moments;
    }

    [SkippableTheory]
    [MemberData(nameof(Moments))]
    public async Task A_process_killed_at_any_moment_leaves_one_of_each_or_none(int milliseconds, bool provisionsAgain)
    {
        LocalLab.RequirePostgreSql();
        LocalLab.RequireRedis();
        await using KeptScene scene = new();
        await using HostProgram host = scene.Start("orders", "cache", "api");
        await host.UntilItSaysAsync("begin");
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
        host.Kill();
        await host.IsGoneAsync();
        await using KeptLab lab = scene.Lab();
        await scene.OnlyWhatIsNamedRunsAsync(lab);

        if (provisionsAgain)
        {
            foreach (string component in (string[])["orders", "cache", "api"])
            {
                await lab.ProvisionAsync(component);
            }

            lab.Host.Registry.All().Should().HaveCount(3).And.OnlyContain(entry => entry.IsRunning);
            await scene.OnlyWhatIsNamedRunsAsync(lab);
            ComponentOutputs orders = await lab.ProvisionAsync("orders");
            (await LocalLab.QueryAsync(orders.Find(OutputNames.ConnectionString)!.Reveal(), "SELECT 1")).Should().Be(1);
        }

        await lab.DestroyAllAsync();

        scene.Left().Should().BeEmpty();
        lab.Host.Registry.ListUnfinished().Should().BeEmpty();
    }
}

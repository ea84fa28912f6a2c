using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Docker.Tests.Recovery;

/// <summary>What nobody owns any more is found by its labels alone.</summary>
public sealed class SweepTests
{
    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task A_volume_whose_container_is_gone_is_swept_when_its_time_is_up()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        EnvironmentId unknown = EnvironmentId.Parse("01m8hzehrmmeg1qfd659vf102m", provider: null);
        foreach (int days in (int[])[-1, 1])
        {
            OwnershipMarks marks = new(lab.Installation, unknown, ComponentName.Service($"api{days + 1}"), "tests", TimeProvider.System.GetUtcNow().AddDays(days));
            Dictionary<string, string> labels = new(marks.ToDictionary(), StringComparer.Ordinal) { [ContainerLabels.Provider] = ContainerServiceDeployer.ProviderName, [ContainerLabels.Role] = ContainerLabels.ComponentRole };
            await lab.Engine.Volumes.CreateAsync(new VolumesCreateParameters { Name = $"{lab.Installation}-{days + 1}", Labels = labels });
        }

        await lab.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

        (await lab.LeftAsync()).Should().Equal($"volume {lab.Installation}-2");
        await lab.Engine.Volumes.RemoveAsync($"{lab.Installation}-2");
    }

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task A_network_whose_process_lives_is_left_to_it_although_it_has_no_container_yet()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new(configure: environments => environments.Services.AddSingleton<TimeProvider>(new TimeAhead(TimeSpan.FromMinutes(5))));
        EnvironmentId unknown = EnvironmentId.Parse("01m8hzehrmmeg1qfd659vf102m", provider: null);
        OwnershipMarks marks = new(lab.Installation, unknown, new ComponentName(ComponentKinds.Network), "tests", TimeProvider.System.GetUtcNow().AddDays(1));
        await using ServiceProvider services = new ServiceCollection().AddLuminaEnvironments().UseDocker().Services.BuildServiceProvider();
        Dictionary<string, string> labels = services.GetRequiredService<DockerMarks>().For(marks, DockerNetworkConfigurator.ProviderName, ContainerLabels.NetworkRole);
        await lab.Engine.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = lab.Installation, Labels = labels });

        SweepReport sweep = await lab.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

        sweep.Items.Should().NotContain(item => item.Name == lab.Installation);
        (await lab.LeftAsync()).Should().Equal($"network {lab.Installation}");
        await lab.Engine.Networks.DeleteNetworkAsync(lab.Installation);
    }

    private sealed class TimeAhead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}

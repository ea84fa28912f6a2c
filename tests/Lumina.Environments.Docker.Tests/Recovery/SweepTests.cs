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
    public async Task A_shared_server_that_is_paused_stays_so_and_hides_nothing_else_from_a_sweep()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        await using TestEnvironment environment = await lab.Manager.OpenAsync(Databases.DatabaseLab.Spec(Databases.DatabaseLab.Orders));
        string server = (await lab.LeftAsync()).Single(left => left.StartsWith("container", StringComparison.Ordinal)).Split('/', ' ')[2];
        EnvironmentId unknown = EnvironmentId.Parse("01m8hzehrmmeg1qfd659vf102m", provider: null);
        OwnershipMarks marks = new(lab.Installation, unknown, ComponentName.Database("orders"), "tests", TimeProvider.System.GetUtcNow().AddDays(-1));
        Dictionary<string, string> labels = new(marks.ToDictionary(), StringComparer.Ordinal) { [ContainerLabels.Provider] = DockerPostgreSqlProvider.ProviderName, [ContainerLabels.Role] = ContainerLabels.ComponentRole };
        await lab.Engine.Containers.CreateContainerAsync(new CreateContainerParameters { Name = ExternalName.For(unknown, marks.Component), Image = DockerLab.BusyBox, Labels = labels });
        await lab.View.PauseAsync(server);

        await lab.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

        (await lab.LeftAsync()).Should().ContainSingle(left => left.StartsWith("container", StringComparison.Ordinal)).Which.Should().Contain(server).And.Contain("Paused");
    }

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task A_container_whose_process_is_dead_is_not_taken_over_since_it_is_about_to_be_removed()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        EnvironmentId id = EnvironmentId.Create(TimeProvider.System.GetUtcNow(), Guid.NewGuid().ToByteArray().AsSpan(0, 10));
        await using ServiceProvider services = new ServiceCollection().AddLuminaEnvironments().UseDocker().Configure(options => options.Installation = lab.Installation).Services.BuildServiceProvider();
        ServiceSpec spec = Services.ServiceLab.Script("api", "echo new");
        OwnershipMarks marks = new(lab.Installation, id, spec.ComponentName, "tests", TimeProvider.System.GetUtcNow().AddDays(1));
        LeaseHolder here = services.GetRequiredService<IProcessInspector>().Current;
        Dictionary<string, string> labels = new(marks.ToDictionary(), StringComparer.Ordinal)
        {
            [ContainerLabels.Provider] = ContainerServiceDeployer.ProviderName,
            [ContainerLabels.Role] = ContainerLabels.ComponentRole,
            [ContainerLabels.Holder] = ContainerLabels.Write(here with { ProcessStartedAt = here.ProcessStartedAt - 1 }),
        };
        string name = ExternalName.For(id, spec.ComponentName);
        CreateContainerResponse old = await lab.Engine.Containers.CreateContainerAsync(new CreateContainerParameters { Name = name, Image = DockerLab.BusyBox, Cmd = ["sleep", "600"], Labels = labels });
        await lab.Engine.Containers.StartContainerAsync(old.ID, new ContainerStartParameters());
        ContainerServiceDeployer deployer = services.GetRequiredService<ContainerServiceDeployer>();
        Providers.ComponentContext context = new() { EnvironmentId = id, EnvironmentName = "lab", Component = spec.ComponentName, ExternalName = name, Marks = marks };

        (await deployer.ObserveAsync(context, CancellationToken.None)).Exists.Should().BeFalse();
        await deployer.ProvisionAsync(spec, context, CancellationToken.None);

        ContainerInspectResponse found = await lab.Engine.Containers.InspectContainerAsync(name);
        found.ID.Should().NotBe(old.ID);
        found.State!.Running.Should().BeTrue();
        await deployer.DestroyAsync(context, CancellationToken.None);
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableTheory]
    [Trait("Category", "Termination")]
    [InlineData(-1, 0)]
    [InlineData(1, 1)]
    public async Task What_says_when_a_container_expires_that_is_gone_is_swept_when_its_time_is_up(int days, int left)
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        EnvironmentId unknown = EnvironmentId.Create(TimeProvider.System.GetUtcNow(), Guid.NewGuid().ToByteArray().AsSpan(0, 10));
        OwnershipMarks marks = new(lab.Installation, unknown, ComponentName.Service("api"), "tests", TimeProvider.System.GetUtcNow().AddDays(days));
        await using ServiceProvider services = new ServiceCollection().AddLuminaEnvironments().UseDocker(options => options.Lifetime = DockerLifetime.Environment).Services.BuildServiceProvider();
        await services.GetRequiredService<ExpiryVolumes>().SetAsync(ExternalName.For(unknown, marks.Component), marks, ContainerServiceDeployer.ProviderName, CancellationToken.None);

        await lab.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

        IReadOnlyList<string> found = await lab.LeftAsync();
        found.Should().HaveCount(left);
        foreach (string volume in found)
        {
            await lab.Engine.Volumes.RemoveAsync(volume["volume ".Length..]);
        }
    }

    [SkippableTheory]
    [Trait("Category", "Termination")]
    [InlineData(DockerLifetime.Process)]
    [InlineData(DockerLifetime.Environment)]
    public async Task A_network_whose_process_lives_is_left_to_it_although_it_has_no_container_yet(DockerLifetime lifetime)
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new(configure: environments => environments.Services.AddSingleton<TimeProvider>(new TimeAhead(TimeSpan.FromHours(12))));
        EnvironmentId unknown = EnvironmentId.Parse("01m8hzehrmmeg1qfd659vf102m", provider: null);
        OwnershipMarks marks = new(lab.Installation, unknown, new ComponentName(ComponentKinds.Network), "tests", TimeProvider.System.GetUtcNow().AddDays(1));
        await using ServiceProvider services = new ServiceCollection().AddLuminaEnvironments().UseDocker(options => options.Lifetime = lifetime).Services.BuildServiceProvider();
        Dictionary<string, string> labels = services.GetRequiredService<DockerMarks>().ForNetwork(marks, DockerNetworkConfigurator.ProviderName);
        await lab.Engine.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = lab.Installation, Labels = labels });

        SweepReport sweep = await lab.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

        sweep.Items.Should().NotContain(item => item.Name == lab.Installation);
        (await lab.LeftAsync()).Should().Equal($"network {lab.Installation}");
        await lab.Engine.Networks.DeleteNetworkAsync(lab.Installation);
    }

    [SkippableFact]
    [Trait("Category", "Creation")]
    public async Task A_clock_that_is_ahead_costs_no_environment_its_network_before_it_has_a_container()
    {
        await DockerLab.RequireAsync();
        await using InterceptedEngine engine = InterceptedEngine.Holding("^POST .*/containers/create", static () => { }, TimeSpan.FromSeconds(2));
        await using DockerLab lab = new(
            options => (options.Endpoint, options.Lifetime) = (engine.Endpoint, DockerLifetime.Environment),
            environments =>
            {
                environments.Services.AddSingleton<TimeProvider>(new TimeAhead(TimeSpan.FromDays(1)));
                environments.Configure(options => options.AllowVolatileStore = true);
            });

        await using (TestEnvironment environment = await lab.Manager.OpenAsync(new EnvironmentSpec("shop", "tests") { Services = [DockerLab.Web()] }))
        {
            engine.Intercepted.Should().Be(1);
        }

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    /// <summary>A process in a container that uses the engine of its machine: from here nobody can tell whether it lives.</summary>
    [SkippableTheory]
    [Trait("Category", "Termination")]
    [InlineData(1, 3)]
    [InlineData(-1, 0)]
    public async Task An_extension_holds_for_all_of_an_environment_that_is_stopped_its_network_included(int days, int left)
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        await using ServiceProvider services = new ServiceCollection().AddLuminaEnvironments().UseDocker().Services.BuildServiceProvider();
        DockerMarks marks = services.GetRequiredService<DockerMarks>();
        EnvironmentId environment = EnvironmentId.Create(TimeProvider.System.GetUtcNow(), Guid.NewGuid().ToByteArray().AsSpan(0, 10));
        OwnershipMarks api = new(lab.Installation, environment, ComponentName.Service("api"), "tests", TimeProvider.System.GetUtcNow().AddDays(-1));
        OwnershipMarks later = api with { ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(days) };
        string name = ExternalName.For(environment, api.Component);
        await lab.Engine.Volumes.CreateAsync(new VolumesCreateParameters { Name = $"lumina-expiry-{name}", Labels = FromElsewhere(marks.For(later, ContainerServiceDeployer.ProviderName, ContainerLabels.ExpiryRole), (ContainerLabels.For, name)) });
        await lab.Engine.Containers.CreateContainerAsync(new CreateContainerParameters { Name = name, Image = DockerLab.BusyBox, Cmd = ["sleep", "600"], Labels = FromElsewhere(marks.For(api, ContainerServiceDeployer.ProviderName)) });
        await lab.Engine.Networks.CreateNetworkAsync(new NetworksCreateParameters
        {
            Name = EnvironmentNetworks.NameOf(environment),
            Labels = FromElsewhere(marks.ForNetwork(api with { Component = new ComponentName(ComponentKinds.Network) }, DockerNetworkConfigurator.ProviderName)),
        });

        await lab.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

        (await lab.LeftAsync()).Should().HaveCount(left);
        if (left > 0)
        {
            await lab.Engine.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters { Force = true });
            await lab.Engine.Networks.DeleteNetworkAsync(EnvironmentNetworks.NameOf(environment));
            await lab.Engine.Volumes.RemoveAsync($"lumina-expiry-{name}");
        }

        static Dictionary<string, string> FromElsewhere(Dictionary<string, string> labels, params (string Name, string Value)[] more)
        {
            string holder = ContainerLabels.Write(new LeaseHolder("hidden", "elsewhere/boot/pid:[1]", 7, 7));
            labels[ContainerLabels.Holder] = holder;
            labels[ContainerLabels.Maker] = holder;
            foreach ((string label, string value) in more)
            {
                labels[label] = value;
            }

            return labels;
        }
    }

    /// <summary>A killed process in a container that uses the engine of its machine, or one of before the machine was started anew: nobody can ask for it.</summary>
    [SkippableTheory]
    [Trait("Category", "Termination")]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public async Task A_shared_server_of_a_process_that_cannot_be_asked_for_is_swept_when_the_time_of_all_in_it_is_up(int days, bool isSwept)
    {
        await DockerLab.RequireAsync();
        DockerLab lab = new();
        await using (lab)
        {
            await using ServiceProvider services = new ServiceCollection().AddLuminaEnvironments().UseDocker().Services.BuildServiceProvider();
            DockerMarks marks = services.GetRequiredService<DockerMarks>();
            string name = $"server-{lab.Installation}";
            string holder = ContainerLabels.Write(new LeaseHolder("killed", "elsewhere/boot/pid:[1]", 7, 7));
            Dictionary<string, string> server = new(marks.ForServer(lab.Installation, DockerPostgreSqlProvider.ProviderName), StringComparer.Ordinal) { [ContainerLabels.Holder] = holder };
            Dictionary<string, string> expiry = new(marks.ForServerExpiry(lab.Installation, DockerPostgreSqlProvider.ProviderName, TimeProvider.System.GetUtcNow().AddDays(days)), StringComparer.Ordinal)
            {
                [ContainerLabels.Holder] = holder, [ContainerLabels.For] = name,
            };

            // In this order: the volume of a container that is not there may be swept by the manager of any other test.
            await lab.Engine.Containers.CreateContainerAsync(new CreateContainerParameters { Name = name, Image = DockerLab.BusyBox, Cmd = ["sleep", "600"], Labels = server });
            await lab.Engine.Volumes.CreateAsync(new VolumesCreateParameters { Name = $"expiry-{lab.Installation}", Labels = expiry });

            await lab.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

            (await lab.LeftAsync()).Should().HaveCount(isSwept ? 0 : 2);
            if (!isSwept)
            {
                await lab.Engine.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters { Force = true });
                await lab.Engine.Volumes.RemoveAsync($"expiry-{lab.Installation}");
            }
        }
    }

    [SkippableFact]
    [Trait("Category", "Databases")]
    public async Task A_shared_server_says_until_when_it_is_needed_and_says_so_anew_when_that_is_later()
    {
        await DockerLab.RequireAsync();
        DockerLab lab = new();
        await using (lab)
        {
            await using TestEnvironment environment = await lab.Manager.OpenAsync(new EnvironmentSpec("shop", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });
            (await ExpiryAsync(lab)).Should().BeOnOrAfter(environment.Snapshot.ExpiresAt!.Value);

            await environment.ExtendAsync(TimeSpan.FromDays(2));

            (await ExpiryAsync(lab)).Should().BeOnOrAfter(environment.Snapshot.ExpiresAt!.Value);
        }

        using EngineView view = new(lab.Installation);
        (await view.LeftAsync()).Should().BeEmpty();
    }

    private static async Task<DateTimeOffset> ExpiryAsync(DockerLab lab)
    {
        string volume = (await lab.LeftAsync()).Should().ContainSingle(left => left.StartsWith("volume lumina-expiry-lumina-postgresql-", StringComparison.Ordinal)).Which;
        return ContainerLabels.ReadExpiry((await lab.Engine.Volumes.InspectAsync(volume["volume ".Length..])).Labels)!.Value;
    }

    private sealed class TimeAhead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}

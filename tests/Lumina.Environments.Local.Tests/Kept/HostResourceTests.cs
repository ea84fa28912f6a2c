using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Local.TestHost;
using Lumina.Environments.Local.Tests.Processes;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local.Tests.Kept;

[SupportedOSPlatform("linux")]
[Trait("Category", "Local")]
public sealed class HostResourceTests
{
    [Fact]
    public async Task What_a_host_and_its_guardian_left_is_listed_with_its_holder_and_removed()
    {
        await using HostProgram host = new("memory");
        await host.UntilItSaysAsync("ready");
        await using KeptLab lab = new("unused00", host.BaseDirectory, KeptScene.NewEnvironment());
        (await lab.HostResources.ListOrphansAsync(default).ToListAsync()).Should().BeEmpty("its host lives");
        host.Signal(ProcessSignal.Stop);
        _ = LinuxInterop.Kill(host.Guardian, (int)ProcessSignal.Kill);
        host.Kill();
        await Deadline.UntilAsync(() => host.HasEnded && !Evidence.IsAlive(host.Guardian), () => "the host or its guardian lives");

        HostResource orphan = (await lab.HostResources.ListOrphansAsync(default).ToListAsync()).Should().ContainSingle().Subject;
        orphan.Should().Match<HostResource>(found => found.Platform == "local" && found.Type == "directory" && found.Name == host.Root);
        orphan.Holder.Should().Contain(host.ProcessId.ToString(CultureInfo.InvariantCulture));
        await lab.HostResources.RemoveAsync(orphan, default);
        await lab.HostResources.RemoveAsync(orphan, default);

        host.Left().Should().BeEmpty();
        (await lab.HostResources.ListOrphansAsync(default).ToListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_guardian_takes_care_of_is_no_orphan()
    {
        await using HostProgram host = new();
        await host.UntilItSaysAsync("ready");
        await using KeptLab lab = new("unused00", host.BaseDirectory, KeptScene.NewEnvironment());
        _ = LinuxInterop.Kill(host.Guardian, (int)ProcessSignal.Stop);
        host.Kill();
        await Deadline.UntilAsync(() => host.HasEnded, () => "the host lives");

        (await lab.HostResources.ListOrphansAsync(default).ToListAsync()).Should().BeEmpty("its guardian only rests");

        _ = LinuxInterop.Kill(host.Guardian, (int)ProcessSignal.Continue);
        await host.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Nothing_is_removed_that_has_a_host_or_is_no_hosts_directory()
    {
        await using HostProgram host = new();
        await host.UntilItSaysAsync("ready");
        await using KeptLab lab = new("unused00", host.BaseDirectory, KeptScene.NewEnvironment());
        string strange = Directory.CreateDirectory(Path.Combine(host.BaseDirectory, "strange")).FullName;

        await lab.HostResources.RemoveAsync(new HostResource("local", "directory", host.Root, ""), default);
        await lab.HostResources.RemoveAsync(new HostResource("local", "directory", strange, ""), default);

        Directory.Exists(host.Root).Should().BeTrue();
        Evidence.IsAlive(host.ProcessId).Should().BeTrue();
        Directory.Exists(strange).Should().BeTrue();
        Func<Task> foreign = () => lab.HostResources.RemoveAsync(new HostResource("docker", "directory", strange, ""), default).AsTask();
        await foreign.Should().ThrowAsync<ProviderException>();
    }

    [Fact]
    public async Task An_entry_whose_owner_cannot_be_read_is_told_and_a_strangers_folder_is_not()
    {
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await lab.ProvisionAsync("api");
        string entry = lab.Host.Registry.All().Single().Directory;
        Directory.CreateDirectory(Path.Combine(scene.StateDirectory, "backup"));
        (await lab.HostResources.ListOrphansAsync(default).ToListAsync()).Should().BeEmpty();
        await File.WriteAllTextAsync(Path.Combine(entry, "owner.json"), "{");

        Func<Task> listing = () => lab.HostResources.ListOrphansAsync(default).ToListAsync().AsTask();

        await listing.Should().ThrowAsync<ProviderException>().WithMessage($"whose these are cannot be told, since owner.json in them is damaged: '{entry}'. Terminate the environments that they are of*");
        await lab.DestroyAllAsync();
        (await lab.HostResources.ListOrphansAsync(default).ToListAsync()).Should().BeEmpty();
        Directory.Delete(Path.Combine(scene.StateDirectory, "backup"));
        scene.Left().Should().BeEmpty();
    }

    [Fact]
    public async Task An_entry_without_a_name_is_listed_unless_somebody_is_at_work_on_it_and_removed()
    {
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        string name = lab.ApiContext.ExternalName;
        HostResource orphan;
        using (await lab.Host.Registry.LockAsync(name, default))
        {
            Directory.CreateDirectory(Path.Combine(lab.Host.Registry.State.Path, name + ".new"));
            (await lab.HostResources.ListOrphansAsync(default).ToListAsync()).Should().BeEmpty();
        }

        orphan = (await lab.HostResources.ListOrphansAsync(default).ToListAsync()).Should().ContainSingle().Subject;
        (await lab.Services.ObserveAsync(lab.ApiContext, default)).Exists.Should().BeFalse();
        await lab.HostResources.RemoveAsync(orphan, default);

        scene.Left().Should().BeEmpty();
    }
}

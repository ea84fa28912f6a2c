using Docker.DotNet.Models;

namespace Lumina.Environments.Docker.Tests.Services;

/// <summary>How a container is made is how its spec says that it runs.</summary>
[Trait("Category", "Services")]
public sealed class ContainerSettingsTests
{
    [SkippableFact]
    [Trait("Category", "Creation")]
    public async Task A_file_that_the_container_would_not_see_is_a_fault()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec spec = new("api", ServiceSource.Image(DockerLab.BusyBox))
        {
            Container = new ContainerSettings { Files = [new ContainerFile("/tmp/file", ""), new ContainerFile("/etc/hosts", ""), new ContainerFile("/tmpfile", "")], Mounts = [ContainerMount.Memory("/tmp")] },
        };

        IReadOnlyList<SpecificationFault> faults = await lab.FaultsAsync(ServiceLab.Of(spec));

        faults.Select(fault => fault.Path).Should().Equal("services[0].container.files[0].path", "services[0].container.files[1].path");
        faults[0].Problem.Should().Be("'/tmp/file' would be covered by the memory that is mounted at '/tmp'.");
    }

    [SkippableFact]
    public async Task What_a_spec_says_of_a_container_holds_inside()
    {
        await DockerLab.RequireAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lumina-mount-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "given.txt"), "from the machine");
            await using DockerLab lab = new();
            ServiceSpec spec = ServiceLab.Script("probe", """
                id -u; pwd; cat /etc/probe/settings.conf; /etc/probe/run.sh; cat /given/given.txt; echo; touch /given/x 2> /dev/null || echo 'given is read-only'
                echo kept > /kept/x && cat /kept/x; df /fast | tail -1 | cut -d' ' -f1; cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2> /dev/null
                """);
            spec = spec with
            {
                Container = spec.Container! with
                {
                    WorkingDirectory = "/var",
                    MemoryMib = 64,
                    Cpus = 0.5,
                    Files = [new ContainerFile("/etc/probe/settings.conf", "mode=calm\n"), new ContainerFile("/etc/probe/run.sh", "#!/bin/sh\necho it runs\n") { Executable = true }],
                    Mounts = [ContainerMount.Bind(folder.FullName, "/given", readOnly: true), ContainerMount.Volume("kept", "/kept"), ContainerMount.Memory("/fast")],
                },
            };

            await using (TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(spec)))
            {
                (await environment.SaidAsync("probe")).Should().Equal(
                    "0", "/var", "mode=calm", "it runs", "from the machine", "given is read-only", "kept", "tmpfs", "67108864");
                ContainerInspectResponse container = await lab.InspectAsync(environment, "probe");
                container.HostConfig!.NanoCPUs.Should().Be(500_000_000);

                await environment.StopAsync();
                await environment.StartAsync();
                (await lab.InspectAsync(environment, "probe")).ID.Should().Be(container.ID, "a start makes no other container");
            }

            (await lab.LeftAsync()).Should().BeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public async Task A_container_runs_as_its_user_with_a_root_that_it_cannot_change_and_files_in_it_and_reaches_others_by_aliases()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec web = DockerLab.Web();
        web = web with { Container = web.Container! with { Aliases = ["shop"] } };
        ServiceSpec probe = ServiceLab.Script("probe", "id -u; id -g; cat /etc/probe/settings.conf; touch /x 2> /dev/null || echo 'the root is read-only'; touch /tmp/x && echo 'the mount is not'; wget -qO- http://shop:8080");
        probe = probe with { DependsOn = [ComponentName.Service("web")], Container = probe.Container! with { User = "1000:1001", ReadOnlyRoot = true, Files = [new ContainerFile("/etc/probe/settings.conf", "mode=calm\n")], Mounts = [ContainerMount.Memory("/tmp")] } };

        string image;
        await using (TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(web, probe)))
        {
            (await environment.SaidAsync("probe")).Should().Equal("1000", "1001", "mode=calm", "the root is read-only", "the mount is not", "hello");
            image = (await lab.InspectAsync(environment, "probe")).Config!.Image;
        }

        await lab.Engine.Images.DeleteImageAsync(image, new ImageDeleteParameters());
    }

    [SkippableFact]
    public async Task Files_are_copied_out_of_a_container_that_has_ended_and_of_one_whose_environment_fails()
    {
        await DockerLab.RequireAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lumina-copied-");
        try
        {
            await using DockerLab lab = new(configure: environments => environments.Configure(options => options.FailureFilesDirectory = folder.FullName));
            ServiceSpec whole = ServiceLab.Script("whole", "mkdir -p /var/log/sub; echo one > /var/log/one.log; echo two > /var/log/sub/two.log; ln -s one.log /var/log/link") with { Replicas = 2, HealthCheck = HealthCheckSpec.Command("test", "-e", "/var/log/link") };
            ServiceSpec broken = new("broken", ServiceSource.Image(DockerLab.BusyBox))
            {
                DependsOn = [ComponentName.Service("whole")],
                HealthCheck = HealthCheckSpec.Command("test", "-e", "/never"),
                Container = new ContainerSettings { Command = ["sh", "-c", "mkdir /tmp/d; echo why > /tmp/d/reason; ln /tmp/d/reason /tmp/d/same; ln -s /tmp/d/reason /tmp/last; exit 3"], CopyOnFailure = ["/tmp/d", "/tmp/last", "/tmp/missing"] },
            };

            EnvironmentException error = (await FluentActions.Awaiting(() => lab.Manager.OpenAsync(ServiceLab.Of(whole with { Container = whole.Container! with { CopyOnFailure = ["/var/log/"] } }, broken)))
                .Should().ThrowAsync<EnvironmentException>()).Which;

            string files = Path.Combine(folder.FullName, $"lab-{error.EnvironmentId}", "files");
            Directory.EnumerateFiles(files, "*", SearchOption.AllDirectories).Select(file => $"{Path.GetRelativePath(files, file)}: {File.ReadAllText(file).TrimEnd()}").Should().BeEquivalentTo(
                "broken/tmp/d/reason: why", "whole/1/var/log/one.log: one", "whole/1/var/log/sub/two.log: two", "whole/2/var/log/one.log: one", "whole/2/var/log/sub/two.log: two");
            error.Message.Should().Contain("exited with code 3").And.Contain("service/whole: 4 copied to").And.Contain("service/broken: '/tmp/missing' was not copied: the container")
                .And.Contain("service/broken: links are not copied, name what they lead to: '/tmp/d/same' to '/tmp/d/reason', '/tmp/last' to '/tmp/d/reason'");
            (await lab.LeftAsync()).Should().BeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public async Task A_container_that_needs_more_memory_than_it_has_is_reported_as_killed_for_that()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec eater = new("eater", ServiceSource.Image(DockerLab.BusyBox))
        {
            HealthCheck = HealthCheckSpec.Command("test", "-e", "/never"),
            Container = new ContainerSettings { MemoryMib = 8, Command = ["sh", "-c", "echo eating; exec tail /dev/zero"] },
        };

        EnvironmentException error = (await FluentActions.Awaiting(() => lab.Manager.OpenAsync(ServiceLab.Of(eater))).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Contain("for using more memory than it may (8 MiB)").And.Contain("eating");
        (await lab.LeftAsync()).Should().BeEmpty();
    }
}

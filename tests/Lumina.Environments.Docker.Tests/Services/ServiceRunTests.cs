namespace Lumina.Environments.Docker.Tests.Services;

/// <summary>What runs once, such as a migration, in a container.</summary>
[Trait("Category", "Services")]
public sealed class ServiceRunTests
{
    [SkippableFact]
    public async Task What_runs_once_has_done_its_work_before_what_depends_on_it_is_made_and_does_it_once()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec migrations = Once("migrations", "echo migrating; sleep 0.3; echo done");
        ServiceSpec web = DockerLab.Web() with { DependsOn = [migrations.ComponentName] };
        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(web, migrations));

        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        await environment.StopAsync();
        await environment.StartAsync();
        await environment.RestartAsync(web.ComponentName);

        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        (await environment.ReadLogsAsync("migrations").ToListAsync()).Should().Equal("migrating", "done");
    }

    [SkippableFact]
    public async Task What_runs_once_does_its_work_again_when_the_database_is_reset_to_which_it_was_done()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec migrations = Once("migrations", "cat /proc/sys/kernel/random/uuid") with { DependsOn = [ComponentName.Database("orders")] };
        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(migrations) with { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });
        string first = (await environment.ReadLogsAsync("migrations").ToListAsync()).Single();

        ResetReport report = await environment.ResetAsync();

        report.Components[migrations.ComponentName].Way.Should().Be(ResetWay.Remade);
        (await environment.ReadLogsAsync("migrations").ToListAsync()).Should().ContainSingle().Which.Should().NotBe(first);
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
    }

    [SkippableFact]
    public async Task What_runs_once_and_fails_fails_the_environment_with_its_exit_code_and_last_lines()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();

        Func<Task> opening = () => lab.Manager.OpenAsync(ServiceLab.Of(Once("migrations", "echo no such column; exit 7")));

        (await opening.Should().ThrowAsync<EnvironmentException>()).Which.Message
            .Should().Contain("migrations has not done its work, for which it runs once").And.Contain("exited with code 7").And.Contain("no such column");
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task What_runs_by_the_clock_is_refused_before_anything_is_made()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();

        (await lab.FaultsAsync(ServiceLab.Of(Once("cleaner", "true") with { Run = ServiceRun.At("@hourly") }))).Should().ContainSingle().Which.ToString().Should().StartWith("services[0].run: ").And.Contain("by the clock");
    }

    private static ServiceSpec Once(string name, string script) =>
        new(name, ServiceSource.Image(DockerLab.BusyBox)) { Run = ServiceRun.Once, Container = new ContainerSettings { Command = ["sh", "-c", script] } };
}

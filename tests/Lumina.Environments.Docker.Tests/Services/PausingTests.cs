using Docker.DotNet.Models;

namespace Lumina.Environments.Docker.Tests.Services;

/// <summary>Containers that are halted and go on.</summary>
[Trait("Category", "StartStop")]
public sealed class PausingTests
{
    private static readonly ComponentName Web = ComponentName.Service("web");

    [SkippableFact]
    public async Task A_service_that_is_paused_does_not_answer_and_goes_on_as_it_was()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(DockerLab.Web() with { Replicas = 2 }));
        await lab.ExecuteAsync(environment, "web", "sh", "-c", "echo changed > /tmp/www/index.html");

        await environment.PauseAsync(Web);
        HealthCheckResult check = (await environment.CheckHealthAsync()).Checks.Should().ContainSingle().Which;
        bool[] halted = await HaltedAsync();
        await environment.UnpauseAsync(Web);

        check.Should().BeEquivalentTo(new { Outcome = HealthOutcome.Fail, Message = "it is paused" });
        halted.Should().Equal(true, true);
        (await HaltedAsync()).Should().Equal(false, false);
        using HttpClient http = environment.CreateHttpClient("web");
        (await http.GetStringAsync("/")).Trim().Should().Be("changed");

        async Task<bool[]> HaltedAsync()
        {
            string first = environment.Output(Web, "container");
            ContainerInspectResponse[] found = [await lab.Engine.Containers.InspectContainerAsync(first), await lab.Engine.Containers.InspectContainerAsync($"{first}-2")];
            return [.. found.Select(container => container.State!.Paused)];
        }
    }

    [SkippableFact]
    public async Task What_is_paused_can_be_stopped_started_and_terminated()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(DockerLab.Web()));

        await environment.PauseAsync(Web);
        await environment.StopAsync();
        await environment.StartAsync();
        EnvironmentHealth health = await environment.CheckHealthAsync();
        await environment.PauseAsync(Web);
        await environment.DisposeAsync();

        health.Verdict.Should().Be(HealthVerdict.Healthy);
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task One_that_was_killed_while_it_was_paused_does_not_go_on()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(DockerLab.Web()));
        await environment.PauseAsync(Web);
        await lab.View.KillAsync(environment.Output(Web, "container"));

        Func<Task> goingOn = () => environment.UnpauseAsync(Web);

        await goingOn.Should().ThrowAsync<EnvironmentException>().WithMessage("*does not run*Restart its component*");
        await environment.RestartAsync(Web);
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
    }

    [SkippableFact]
    public async Task A_database_of_its_own_container_can_be_paused_and_one_in_a_shared_server_cannot()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        await using TestEnvironment environment = await lab.Manager.OpenAsync(new EnvironmentSpec("lab", "tests")
        {
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)],
        });

        await environment.PauseAsync(ComponentName.Database("cache"));
        await environment.UnpauseAsync(ComponentName.Database("cache"));
        EnvironmentException error = (await FluentActions.Awaiting(() => environment.PauseAsync(ComponentName.Database("orders"))).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Contain("its server has the databases of other environments, too").And.Contain("What can be paused of it: database/cache.");
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
    }
}

namespace Lumina.Environments.Docker.Tests.Services;

/// <summary>How it is seen whether a service in a container works.</summary>
[Trait("Category", "Health")]
public sealed class ServiceHealthTests
{
    [SkippableFact]
    public async Task A_service_without_a_check_is_ready_when_its_images_own_check_passes_and_unhealthy_when_that_fails()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec spec = new("api", ServiceSource.Image("lumina-test/health:1"))
        {
            Container = new ContainerSettings { Command = ["sh", "-c", "(sleep 1; touch /tmp/healthy) & exec httpd -f -p 8080 -h /www"] },
        };

        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(spec));

        HealthCheckResult result = (await environment.CheckHealthAsync()).Checks.Should().ContainSingle().Which;
        result.Type.Should().Be(HealthCheckType.Platform);
        result.Message.Should().Be("the image's own health check passes");

        await lab.ExecuteAsync(environment, "api", "rm", "/tmp/healthy");
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(60), TimeProvider.System);
        while ((await lab.InspectAsync(environment, "api")).State!.Health!.Status != "unhealthy")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, bound.Token);
        }

        result = (await environment.CheckHealthAsync()).Checks.Should().ContainSingle().Which;
        result.Outcome.Should().Be(HealthOutcome.Fail);
        result.Message.Should().StartWith("the image's own health check says unhealthy");
    }

    [SkippableFact]
    public async Task A_check_by_command_runs_in_the_container_and_its_failure_shows_what_it_wrote()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec spec = ServiceLab.Script("api", "touch /tmp/ready") with { HealthCheck = HealthCheckSpec.Command("sh", "-c", "test -e /tmp/ready || { echo not ready; exit 4; }") };

        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(spec));

        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        await lab.ExecuteAsync(environment, "api", "rm", "/tmp/ready");
        HealthCheckResult result = (await environment.CheckHealthAsync()).Checks.Should().ContainSingle().Which;
        result.Outcome.Should().Be(HealthOutcome.Fail);
        result.Message.Should().Contain("ended with exit code 4: not ready");
    }

    [SkippableFact]
    public async Task A_check_by_command_that_does_not_end_is_not_begun_again_beside_itself()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec spec = ServiceLab.Script("api", "touch /tmp/ready") with
        {
            HealthCheck = HealthCheckSpec.Command("sh", "-c", "test -e /tmp/ready || sleep 300") with { Timeout = TimeSpan.FromSeconds(1) },
        };
        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(spec));
        await lab.ExecuteAsync(environment, "api", "rm", "/tmp/ready");

        List<HealthCheckResult> results = [];
        for (int i = 0; i < 3; i++)
        {
            results.Add((await environment.CheckHealthAsync()).Checks.Should().ContainSingle().Which);
        }

        results.Should().OnlyContain(result => result.Outcome == HealthOutcome.Fail);
        results[^1].Message.Should().Contain("has not ended yet");
        await lab.ExecuteAsync(environment, "api", "sh", "-c", "ps | grep -c '[s]leep 300' > /tmp/count");
        (await lab.ReadAsync(environment, "api", "/tmp/count")).Trim().Should().Be("1");
    }

    [SkippableFact]
    public async Task A_service_that_is_ready_by_a_line_of_its_log_has_written_it_anew_in_every_replica_after_each_start()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();

        // So long a line is read in parts, and the text is in none of them.
        ServiceSpec spec = ServiceLab.Script("queue", "sleep 0.5; echo once >> /tmp/starts; head -c 65530 /dev/zero | tr '\\0' x; echo 'ready to take messages'") with { Replicas = 2, HealthCheck = HealthCheckSpec.LogLine("ready to take") };

        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(spec));
        string[] first = [await lab.ReadAsync(environment, "queue", "/tmp/starts"), await lab.ReadAsync(environment, "queue", "/tmp/starts", replica: 2)];
        await lab.Manager.RestartAsync(environment.Id, spec.ComponentName);
        string[] second = [await lab.ReadAsync(environment, "queue", "/tmp/starts"), await lab.ReadAsync(environment, "queue", "/tmp/starts", replica: 2)];

        first.Should().Equal("once\n", "once\n");
        second.Should().Equal("once\nonce\n", "once\nonce\n");
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
    }

    [SkippableFact]
    public async Task A_published_port_behind_which_nothing_listens_is_not_taken_for_a_service()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec spec = ServiceLab.Script("api", "") with
        {
            Endpoints = [EndpointSpec.Tcp(9000)],
            HealthCheck = HealthCheckSpec.Tcp() with { StartupTimeout = TimeSpan.FromMilliseconds(600), Timeout = TimeSpan.FromMilliseconds(500), Interval = TimeSpan.FromMilliseconds(50) },
        };

        EnvironmentException error = (await FluentActions.Awaiting(() => lab.Manager.OpenAsync(ServiceLab.Of(spec))).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Contain("nothing listens behind TCP 127.0.0.1:");
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_port_on_which_a_service_listens_and_says_nothing_is_taken_for_it()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec spec = DockerLab.Web() with { HealthCheck = HealthCheckSpec.Tcp() };

        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(spec));

        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
    }
}

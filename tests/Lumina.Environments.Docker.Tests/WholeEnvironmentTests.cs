namespace Lumina.Environments.Docker.Tests;

/// <summary>Whole environments in containers.</summary>
[Trait("Category", "Creation")]
public sealed class WholeEnvironmentTests
{
    [SkippableFact]
    public async Task Services_reach_each_other_by_name_and_the_test_by_the_published_port_and_nothing_is_left()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec client = new("client", ServiceSource.Image(DockerLab.BusyBox))
        {
            Settings = { ["WEB"] = Reference.Endpoint("web") },
            Container = new ContainerSettings { Command = ["sh", "-c", "trap 'exit 0' TERM; wget -qO- $WEB; sleep 1000 & wait"] },
        };
        EnvironmentSpec spec = new("lab", "tests") { Services = [DockerLab.Web(text: "from the network"), client] };

        await using (TestEnvironment environment = await lab.Manager.OpenAsync(spec))
        {
            using HttpClient http = environment.CreateHttpClient("web");
            (await http.GetStringAsync("/")).Trim().Should().Be("from the network");
            await foreach (string line in lab.Manager.ReadLogsAsync(environment.Id, ComponentName.Service("client"), follow: true))
            {
                line.Should().Be("from the network");
                break;
            }
        }

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_spec_with_infrastructure_network_and_monitoring_runs_too_and_its_plan_says_what_does_not_apply()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        EnvironmentSpec spec = new("lab", "tests")
        {
            Infrastructure = new InfrastructureSpec { InstanceType = "t3.medium", InstanceCount = 2 },
            Network = new NetworkSpec { NatGateway = true },
            Monitoring = new MonitoringSpec { Metrics = ["cpu"] },
            Services = [DockerLab.Web()],
        };

        EnvironmentPlan plan = await lab.Manager.PlanAsync(spec);
        plan.Steps.SelectMany(step => step.NotApplicable).Select(setting => setting.Setting).Should().Contain(["instanceCount", "natGateway", "metrics"]);
        await using (TestEnvironment environment = await lab.Manager.OpenAsync(spec))
        {
            (await lab.Manager.CheckHealthAsync(environment.Id)).Verdict.Should().Be(HealthVerdict.Healthy);
            (await lab.Manager.GetCostAsync(environment.Id)).Unknown.Should().BeEmpty("what the engine's machine gives costs nothing, and that is known");
        }

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Twenty_environments_at_once_are_apart_and_leave_nothing()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        EnvironmentSpec Spec(int number) => new($"lab-{number}", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)], Services = [DockerLab.Web(text: $"number {number}")] };

        TestEnvironment[] environments = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => lab.Manager.OpenAsync(Spec(number))));
        try
        {
            for (int i = 0; i < environments.Length; i++)
            {
                using HttpClient http = environments[i].CreateHttpClient("web");
                (await http.GetStringAsync("/")).Trim().Should().Be($"number {i + 1}");
            }

            environments.Select(environment => environment.ConnectionString("orders")).Should().OnlyHaveUniqueItems();
        }
        finally
        {
            await Task.WhenAll(environments.Select(environment => environment.DisposeAsync().AsTask()));
        }

        (await lab.LeftAsync()).Should().OnlyContain(left => left.Contains("lumina-postgresql-", StringComparison.Ordinal), "the server stays for the next environment");
        await lab.Manager.DisposeAsync();
        (await lab.LeftAsync()).Should().BeEmpty();
    }
}

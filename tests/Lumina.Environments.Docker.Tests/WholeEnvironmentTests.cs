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
}

namespace Lumina.Environments.Docker.Tests.Services;

/// <summary>Services that say what they see, and a look at what they said.</summary>
internal static class ServiceLab
{
    private const string End = "-- that is all";

    /// <summary>A service that runs a script and stays.</summary>
    public static ServiceSpec Script(string name, string script) => new(name, ServiceSource.Image(DockerLab.BusyBox))
    {
        Container = new ContainerSettings { Command = ["sh", "-c", $"trap 'exit 0' TERM; {script}\necho '{End}'; sleep 1000 & wait"] },
    };

    /// <summary>An environment of services.</summary>
    public static EnvironmentSpec Of(params IReadOnlyList<ServiceSpec> services) => new("lab", "tests") { Services = services };

    /// <summary>What the script of a service has written, up to its end.</summary>
    public static async Task<IReadOnlyList<string>> SaidAsync(this TestEnvironment environment, string service)
    {
        List<string> lines = [];
        await foreach (string line in environment.ReadLogsAsync(service, follow: true))
        {
            if (line == End)
            {
                break;
            }

            lines.Add(line);
        }

        return lines;
    }

    /// <summary>The faults for which an environment cannot be made.</summary>
    public static async Task<IReadOnlyList<SpecificationFault>> FaultsAsync(this DockerLab lab, EnvironmentSpec spec) =>
        (await FluentActions.Awaiting(() => lab.Manager.OpenAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults;
}

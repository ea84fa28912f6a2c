using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lumina.Environments.Local.Tests.Processes;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local.Tests.Services;

[SupportedOSPlatform("linux")]
[Trait("Category", "Services")]
[Trait("Category", "Local")]
public sealed class ServiceTests : IAsyncLifetime
{
    private readonly LocalLab _lab = new(options => options.StopGrace = TimeSpan.FromSeconds(2));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [Fact]
    public async Task A_service_is_told_its_settings_its_ports_and_the_addresses_of_what_it_depends_on()
    {
        ServiceSpec api = Shell("api", "sleep 600") with { Endpoints = [EndpointSpec.Http(), EndpointSpec.Tcp(name: "door")] };
        ServiceSpec ui = Shell("ui", "env; echo told; sleep 600") with
        {
            Endpoints = [EndpointSpec.Http()],
            Settings = new Dictionary<string, SettingValue> { ["API_URL"] = Reference.Endpoint("api"), ["MODE"] = "test", ["KEY"] = new Secret("a-secret-value") },
        };
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(Spec(api, ui));
        Uri address = environment.Endpoint("api");
        List<string> lines = await LinesAsync(environment, "ui", line => line == "told");
        lines.Should().Contain($"API_URL={address.OriginalString}").And.Contain("MODE=test")
            .And.Contain($"services__api__http__0={address.OriginalString}")
            .And.Contain($"services__api__door__0={environment.Endpoint("api", "door").OriginalString}")
            .And.Contain($"ASPNETCORE_URLS={environment.Endpoint("ui").OriginalString}")
            .And.Contain($"PORT={environment.Endpoint("ui").Port}");
        Secrets.InCommandLines("a-secret-value").Should().BeEmpty();
    }

    [Fact]
    public async Task A_service_inherits_the_variables_of_this_process_unless_an_option_forbids_it()
    {
        ServiceSpec telling = Shell("telling", "env; echo told; sleep 600") with { Settings = new Dictionary<string, SettingValue> { ["MODE"] = "test" } };
        string own = Environment.GetEnvironmentVariables().Keys.Cast<string>().First(name => name.StartsWith("DOTNET", StringComparison.Ordinal) || name.StartsWith("VSTEST", StringComparison.Ordinal));
        await using LocalLab closed = new(options => options.InheritVariables = false);
        await using TestEnvironment open = await _lab.Manager.OpenAsync(Spec(telling));
        await using TestEnvironment shut = await closed.Manager.OpenAsync(Spec(telling));
        (await LinesAsync(open, "telling", line => line == "told")).Should().Contain(line => line.StartsWith(own + "=", StringComparison.Ordinal)).And.Contain("MODE=test");
        (await LinesAsync(shut, "telling", line => line == "told")).Should().NotContain(line => line.StartsWith(own + "=", StringComparison.Ordinal)).And.Contain("MODE=test");
    }

    [Theory]
    [InlineData(LocalLifetime.Process)]
    [InlineData(LocalLifetime.Environment)]
    public async Task A_service_that_is_ready_by_a_line_of_its_log_has_written_it_anew_after_each_start(LocalLifetime lifetime)
    {
        await using LocalLab lab = new(options => (options.Lifetime, options.StateDirectory) = (lifetime, Path.Combine(options.WorkDirectory!, "state")), environments => environments.Configure(options => options.AllowVolatileStore = true));
        string starts = Path.Combine(Path.GetTempPath(), $"lumina-starts-{Guid.CreateVersion7():N}");

        // Of so long a line others get the end alone.
        ServiceSpec queue = Shell("queue", $"sleep 0.3; echo once >> {starts}; printf 'queue: ready to take messages'; head -c 10000 /dev/zero | tr '\\0' x; echo; sleep 600") with { HealthCheck = HealthCheckSpec.LogLine("ready to take") };
        try
        {
            await using TestEnvironment environment = await lab.Manager.OpenAsync(Spec(queue));
            string[] first = await File.ReadAllLinesAsync(starts);
            await lab.Manager.RestartAsync(environment.Id, queue.ComponentName);

            first.Should().Equal("once");
            (await File.ReadAllLinesAsync(starts)).Should().Equal("once", "once");
        }
        finally
        {
            File.Delete(starts);
        }
    }

    [Fact]
    public async Task A_service_that_ends_while_it_starts_fails_at_once_with_its_code_and_last_lines()
    {
        ServiceSpec crashing = Shell("api", "echo first; echo no such table >&2; exit 3") with { Endpoints = [EndpointSpec.Http()], HealthCheck = HealthCheckSpec.Http() };
        long start = TimeProvider.System.GetTimestamp();
        Func<Task> opening = () => _lab.Manager.OpenAsync(Spec(crashing));
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*api*exit code 3*no such table*");
        TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(30), "nobody waits for the minute that a start may take");
        Evidence.Processes(_lab.Tokens.Single()).Should().NotContain(line => line.Contains("no such table", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_without_a_health_check_that_ends_at_once_has_failed()
    {
        Func<Task> opening = () => _lab.Manager.OpenAsync(Spec(Shell("api", "echo no such table; exit 3")));
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*api*exit code 3*no such table*");
    }

    [Fact]
    public async Task Stopping_asks_first_and_then_kills_with_all_that_it_started()
    {
        ServiceSpec polite = Shell("polite", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done");
        ServiceSpec stubborn = Shell("stubborn", "trap '' TERM; (setsid sleep 601 &); echo up; while :; do sleep 0.05; done");
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(Spec(polite, stubborn));
        await LinesAsync(environment, "polite", line => line == "up");
        await LinesAsync(environment, "stubborn", line => line == "up");
        string token = _lab.Tokens.Single();
        await environment.StopAsync();
        Evidence.Processes(token).Should().NotContain(line => line.Contains("sleep", StringComparison.Ordinal));
        (await LinesAsync(environment, "polite", line => line == "bye")).Should().Contain("bye");
        await environment.StartAsync();
        (await LinesAsync(environment, "polite", line => line == "up")).Should().NotContain("bye");
    }

    [Fact]
    public async Task Replicas_are_processes_with_ports_of_their_own()
    {
        ServiceSpec many = Shell("api", "echo my port is $PORT; sleep 600") with { Replicas = 3, Endpoints = [EndpointSpec.Http(80)] };
        EnvironmentSpec spec = Spec(many);
        (await _lab.Manager.PlanAsync(spec)).ToString().Should().Contain("80 is mapped").And.Contain("that of the first");
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(spec);
        List<string> lines = await LinesAsync(environment, "api", count: 3);
        lines.Select(line => line[^5..]).Distinct().Should().HaveCount(3);
        lines.Should().Contain($"[1] my port is {environment.Endpoint("api").Port}");
    }

    [Fact]
    public async Task A_port_that_is_asked_for_is_taken_where_it_is_free_and_another_where_not()
    {
        int port = FreePort();
        ServiceSpec api = Shell("api", "sleep 600") with { Endpoints = [EndpointSpec.Http(port)] };
        await using TestEnvironment first = await _lab.Manager.OpenAsync(Spec(api));
        await using TestEnvironment second = await _lab.Manager.OpenAsync(Spec(api));
        first.Endpoint("api").Port.Should().Be(port);
        second.Endpoint("api").Port.Should().NotBe(port);
    }

    [Fact]
    public async Task What_is_declined_of_a_service_stands_at_its_settings_all_at_once()
    {
        ServiceSpec service = new("api", ServiceSource.Image("registry/api:1"))
        {
            Endpoints = [EndpointSpec.Http(), EndpointSpec.Https()],
            HealthCheck = HealthCheckSpec.Command("true"),
        };
        Func<Task> planning = () => _lab.Manager.PlanAsync(Spec(service, Shell("cleaner", "sleep 1") with { Run = ServiceRun.At("@hourly") }));

        (await planning.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Select(fault => fault.ToString()).Should().Equal(
            "services[0].sources: Projects and commands run on this machine, and 'api' has neither among its sources. Add one (ServiceSource.Project, ServiceSource.Command).",
            "services[0].endpoints[1].secured: Endpoint 'https' is to be secured, and nothing is on this machine. LocalOptions.AllowUnencrypted allows it without.",
            "services[0].healthCheck.type: A health check of type 'command' is for services in containers. Check a process with http, tcp, log or presence.",
            "services[1].run: This machine runs nothing by the clock. Let it run once, or always and see to its times itself.");
    }

    [Fact]
    public async Task What_is_said_of_a_container_is_passed_over_and_checks_inside_one_are_declined()
    {
        ServiceSpec contained = Shell("api", "sleep 600") with { Container = new ContainerSettings { MemoryMib = 64 } };
        EnvironmentPlan plan = await _lab.Manager.PlanAsync(Spec(contained));
        plan.Steps.Single().NotApplicable.Should().ContainSingle().Which.Should().Be(new NotApplicableSetting("container", "it runs as a process of this machine, not in a container"));

        Func<Task> opening = () => _lab.Manager.OpenAsync(Spec(contained with { HealthCheck = HealthCheckSpec.Command("true") }));
        (await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle()
            .Which.Problem.Should().Contain("A health check of type 'command' is for services in containers");
    }

    [Fact]
    public async Task An_output_of_a_service_is_told_to_others_by_the_names_that_they_know()
    {
        ServiceSpec broker = Shell("broker", "sleep 600") with
        {
            Endpoints = [EndpointSpec.Tcp(name: "amqp")],
            Outputs = new Dictionary<string, string>(StringComparer.Ordinal) { ["connectionString"] = "amqp://guest@{amqp}" },
        };
        ServiceSpec client = Shell("client", "env; echo told; sleep 600") with { DependsOn = [ComponentName.Service("broker")] };
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(Spec(broker, client));

        (await LinesAsync(environment, "client", line => line == "told")).Should().Contain($"ConnectionStrings__broker=amqp://guest@127.0.0.1:{environment.Endpoint("broker").Port}");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_a_fault_that_names_every_place()
    {
        Func<Task> opening = () => _lab.Manager.OpenAsync(Spec(new ServiceSpec("api", ServiceSource.Command("./nowhere/run"))));
        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*'./nowhere/run' was not found. Looked at: */nowhere/run*");
    }

    [Fact]
    public async Task A_project_is_built_once_and_answers_in_every_environment()
    {
        string directory = Path.Combine(_lab.WorkDirectory, "project");
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "Answer.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework><UseAppHost>false</UseAppHost><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(directory, "Program.cs"), """
            var app = WebApplication.Create(args);
            app.MapGet("/", () => Environment.GetEnvironmentVariable("ANSWER"));
            app.Run();
            """);
        ServiceSpec api = new("api", ServiceSource.Image("unused"), ServiceSource.Project(directory)) { Endpoints = [EndpointSpec.Http()], HealthCheck = HealthCheckSpec.Http() };
        TestEnvironment[] environments = await Task.WhenAll(Enumerable.Range(0, 3).Select(number =>
            _lab.Manager.OpenAsync(Spec(api with { Settings = new Dictionary<string, SettingValue> { ["ANSWER"] = $"answer {number}" } }))));
        for (int i = 0; i < environments.Length; i++)
        {
            using HttpClient client = environments[i].CreateHttpClient("api");
            (await client.GetStringAsync(new Uri("/", UriKind.Relative))).Should().Be($"answer {i}");
            await environments[i].DisposeAsync();
        }

        Directory.GetDirectories(Path.Combine(_lab.WorkDirectory, "lumina-" + _lab.Tokens.Single()), "build-*").Should().ContainSingle();
    }

    /// <summary>One that nobody is given by chance: it lies below those of the system and of the cluster that other tests bring up.</summary>
    private static int FreePort()
    {
        for (int port = RandomNumberGenerator.GetInt32(10_000, 14_000); ; port++)
        {
            try
            {
                using PortReservation free = PortReservation.Take(port: port);
                return free.Port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    private static EnvironmentSpec Spec(params IReadOnlyList<ServiceSpec> services) => new("lab", "tests") { Services = services };

    private static ServiceSpec Shell(string name, string script) => new(name, ServiceSource.Command("sh", "-c", script));

    private static Task<List<string>> LinesAsync(TestEnvironment environment, string service, Func<string, bool> last) => LinesAsync(environment, service, last, int.MaxValue);

    private static Task<List<string>> LinesAsync(TestEnvironment environment, string service, int count) => LinesAsync(environment, service, _ => false, count);

    private static async Task<List<string>> LinesAsync(TestEnvironment environment, string service, Func<string, bool> last, int count)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(30), TimeProvider.System);
        List<string> lines = [];
        await foreach (string line in environment.ReadLogsAsync(service, tail: 1000, follow: true, bound.Token))
        {
            lines.Add(line);
            if (last(line) || lines.Count == count)
            {
                break;
            }
        }

        return lines;
    }
}

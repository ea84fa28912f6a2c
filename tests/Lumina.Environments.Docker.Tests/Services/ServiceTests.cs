namespace Lumina.Environments.Docker.Tests.Services;

/// <summary>What services are told, what they give to others, and how they end.</summary>
[Trait("Category", "Services")]
public sealed class ServiceTests
{
    [SkippableFact]
    public async Task A_service_is_told_its_settings_its_ports_and_where_others_are_as_containers_reach_them()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec broker = DockerLab.Web("broker") with
        {
            Endpoints = [EndpointSpec.Http(8080), EndpointSpec.Tcp(5672, "amqp")],
            Outputs = new Dictionary<string, string>(StringComparer.Ordinal) { ["connectionString"] = "amqp://guest:guest@{amqp}/{{x}}", ["address"] = "{amqp.host} {amqp.port}" },
        };
        ServiceSpec probe = ServiceLab.Script("probe", "env | grep -E '^(MODE|KEY|FROM|ConnectionStrings|services__|PORT|ASPNETCORE_URLS)' | sort") with
        {
            Endpoints = [EndpointSpec.Http(), EndpointSpec.Grpc(8080), EndpointSpec.Tcp()],
            Settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal) { ["MODE"] = "calm", ["KEY"] = new Secret("hunter2-hunter2"), ["FROM"] = SettingValue.Parse("${service/broker:address}") },
        };

        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(broker, probe));

        (await environment.SaidAsync("probe")).Should().Equal(
            "ASPNETCORE_URLS=http://+:8081;http://+:8080",
            "ConnectionStrings__broker=amqp://guest:guest@broker:5672/{x}",
            "FROM=broker 5672",
            "KEY=***",
            "MODE=calm",
            "PORT=8081",
            "PORT_GRPC=8080",
            "PORT_HTTP=8081",
            "PORT_TCP=8082",
            "services__broker__amqp__0=tcp://broker:5672",
            "services__broker__http__0=http://broker:8080");
        int port = environment.Endpoint("broker", "amqp").Port;
        environment.Output(ComponentName.Service("broker"), "connectionString").Should().Be($"amqp://guest:guest@127.0.0.1:{port}/{{x}}");
    }

    [SkippableFact]
    public async Task A_service_that_ends_at_its_start_is_reported_at_once_with_its_exit_code_and_last_lines()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new(docker => docker.SettleTime = TimeSpan.FromMinutes(1));
        ServiceSpec spec = new("api", ServiceSource.Image(DockerLab.BusyBox)) { Container = new ContainerSettings { Command = ["sh", "-c", "echo no configuration; exit 3"] } };

        EnvironmentException error = (await FluentActions.Awaiting(() => lab.Manager.OpenAsync(ServiceLab.Of(spec))).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Contain("exited with code 3 as soon as it was started").And.Contain("no configuration");
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Replicas_share_their_name_and_have_published_ports_of_their_own()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec web = DockerLab.Web() with { Replicas = 3 };
        ServiceSpec probe = ServiceLab.Script("probe", "nslookup -type=a web 127.0.0.11 | tail -n +3 | grep -c Address:") with { DependsOn = [ComponentName.Service("web")] };

        await using (TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(web, probe)))
        {
            (await environment.SaidAsync("probe")).Should().Equal("3");
            using HttpClient http = environment.CreateHttpClient("web");
            (await http.GetStringAsync("/")).Trim().Should().Be("hello");
            (await lab.LeftAsync()).Where(left => left.StartsWith("container", StringComparison.Ordinal)).Should().HaveCount(4);
            await environment.RestartAsync(ComponentName.Service("web"));
            (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
            await environment.ScaleAsync(ComponentName.Service("web"), 4);
            (await lab.LeftAsync()).Where(left => left.StartsWith("container", StringComparison.Ordinal)).Should().HaveCount(5);
            await environment.ScaleAsync(ComponentName.Service("web"), 1);
            (await lab.LeftAsync()).Where(left => left.StartsWith("container", StringComparison.Ordinal)).Should().HaveCount(2);
            using HttpClient restarted = environment.CreateHttpClient("web");
            (await restarted.GetStringAsync("/")).Trim().Should().Be("hello", "the first one stays as it is");
        }

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_process_of_this_machine_reaches_a_container_and_no_container_reaches_a_process()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new(configure: environments => environments.UseLocal());
        ServiceSpec web = DockerLab.Web() with { Provider = ContainerServiceDeployer.ProviderName };
        ServiceSpec process = new("process", ServiceSource.Command("sh", "-c", "echo $services__web__http__0; exec sleep 600")) { Provider = "local-process", DependsOn = [ComponentName.Service("web")], Endpoints = [EndpointSpec.Http()] };

        await using (TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(web, process)))
        {
            await foreach (string line in environment.ReadLogsAsync("process", follow: true))
            {
                line.Should().Be(environment.Endpoint("web").ToString().TrimEnd('/'));
                break;
            }
        }

        IReadOnlyList<SpecificationFault> faults = await lab.FaultsAsync(ServiceLab.Of(process with { DependsOn = [] }, web with { Settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal) { ["PROCESS"] = Reference.Endpoint("process") } }));
        faults.Should().ContainSingle().Which.Problem.Should().Be("${service/process:http} is reachable from Host only, and service/web runs where it would have to be reachable from Network.");
    }

    [SkippableFact]
    public async Task What_is_missing_for_a_service_is_said_before_anything_is_made()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        ServiceSpec bound = DockerLab.Web("bound");
        bound = bound with { Container = bound.Container! with { Mounts = [ContainerMount.Bind("no/such/folder", "/data")] } };

        IReadOnlyList<SpecificationFault> faults = await lab.FaultsAsync(ServiceLab.Of(
            bound,
            new ServiceSpec("docker", ServiceSource.Dockerfile("no/such/Dockerfile")),
            new ServiceSpec("project", ServiceSource.Project("no/such/project"))));

        faults.Select(fault => fault.Path).Should().BeEquivalentTo("services[0].container.mounts[0].source", "services[1].sources", "services[2].sources");
        faults.Should().OnlyContain(fault => fault.Problem.Contains("was not found. Looked at: ", StringComparison.Ordinal));
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_is_a_fault_that_names_its_address_and_says_how_to_set_another()
    {
        await using DockerLab lab = new(docker => docker.Endpoint = new Uri("unix:///no/such/engine.sock"));

        IReadOnlyList<SpecificationFault> faults = await lab.FaultsAsync(ServiceLab.Of(DockerLab.Web(), DockerLab.Web("second")) with { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });

        SpecificationFault fault = faults.Should().ContainSingle("it is the same for all").Which;
        fault.Path.Should().Be("databases[0], services[0], services[1]");
        fault.Problem.Should().Contain("there is no socket '/no/such/engine.sock'");
        fault.Fix.Should().Contain("DOCKER_HOST").And.Contain("Endpoint");
        (await lab.Manager.SweepAsync()).Items.Should().ContainSingle().Which.Name.Should().Be("docker");
    }

    [SkippableFact]
    public async Task A_secured_endpoint_is_refused_unless_that_is_allowed()
    {
        await DockerLab.RequireAsync();
        ServiceSpec web = DockerLab.Web() with { Endpoints = [EndpointSpec.Https(8080)], HealthCheck = null };
        await using DockerLab strict = new();
        (await strict.FaultsAsync(ServiceLab.Of(web))).Should().ContainSingle().Which.ToString().Should().StartWith("services[0].endpoints[0].secured: ").And.Contain("AllowUnencrypted");

        await using DockerLab lab = new(docker => docker.AllowUnencrypted = true);
        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(web with { HealthCheck = HealthCheckSpec.Http() }));
        environment.Endpoint("web").Scheme.Should().Be("http");
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("-2")]
    public async Task A_replica_that_somebody_removes_hides_no_other_from_whoever_takes_the_service_away(string removed)
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        await using (TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(DockerLab.Web() with { Replicas = 3 })))
        {
            string first = environment.Snapshot.Find(ComponentName.Service("web"))!.ExternalName;
            await lab.View.RemoveAsync(first + removed);
        }

        (await lab.LeftAsync()).Should().BeEmpty();
    }
}

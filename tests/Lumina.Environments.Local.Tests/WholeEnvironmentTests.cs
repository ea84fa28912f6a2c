using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Processes;
using Lumina.Environments.Tests.Reference;

namespace Lumina.Environments.Local.Tests;

[SupportedOSPlatform("linux")]
[Trait("Category", "Creation")]
[Trait("Category", "Local")]
public sealed class WholeEnvironmentTests
{
    private static readonly string TestService = Path.Combine(AppContext.BaseDirectory, "Lumina.Environments.Local.TestService.dll");

    [SkippableFact]
    public async Task The_reference_environment_lives_on_this_machine_with_the_events_that_it_has_in_memory_and_the_plan_names_what_does_not_apply()
    {
        LocalLab.RequirePostgreSql();
        LocalLab.RequireRedis();
        string directory = RepositoryDirectory("samples/platform");
        await using LocalLab lab = new(
            options => (options.AllowNearestVersion, options.AllowUnencrypted) = (true, true),
            environments => environments.Configure(options => options.BaseDirectory = directory));
        string file = Path.Combine(directory, "environment.json");

        EnvironmentPlan plan = await lab.Manager.PlanAsync(EnvironmentSpec.FromFile(file));
        IReadOnlyList<EnvironmentEvent> events = await ReferenceLife.RunAsync(lab.Manager, file, async environment =>
        {
            using HttpClient ui = environment.CreateHttpClient("ui", "http");
            using HttpResponseMessage page = await ui.GetAsync(new Uri("/", UriKind.Relative));
            page.IsSuccessStatusCode.Should().BeTrue();
            (await environment.GetCostAsync()).Lines.Should().OnlyContain(line => line.Amount == 0, "what this machine gives is free, and known to be");
        });

        plan.ToString().Should().ContainAll("instanceCount does not apply", "loadBalancer does not apply", "backupRetentionDays does not apply", "encrypted does not apply", "securityGroups does not apply", "metrics does not apply", "version does not apply");
        await ReferenceLife.ShouldBeAsInMemoryAsync(events, file);
    }

    [SkippableFact]
    public async Task Fifty_environments_at_once_are_apart_and_nothing_of_them_is_left()
    {
        LocalLab.RequirePostgreSql();
        LocalLab.RequireRedis();
        await using LocalLab lab = new();
        EnvironmentSpec spec = LocalLab.Spec(new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)) with
        {
            Services = [new ServiceSpec("worker", ServiceSource.Command("sleep", "600")) { Settings = new Dictionary<string, SettingValue> { ["DB"] = Reference.ConnectionString("orders") } }],
        };

        TestEnvironment[] environments = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => lab.Manager.OpenAsync(spec)));
        await Task.WhenAll(environments.Select((environment, number) =>
            LocalLab.QueryAsync(environment.ConnectionString("orders"), $"CREATE TABLE mine AS SELECT {number} AS number")));
        object?[] numbers = await Task.WhenAll(environments.Select(environment => LocalLab.QueryAsync(environment.ConnectionString("orders"), "SELECT min(number) FROM mine")));
        await Task.WhenAll(environments.Select(environment => environment.DisposeAsync().AsTask()));

        numbers.Should().BeEquivalentTo(Enumerable.Range(0, 50));
        environments.Should().OnlyContain(environment => environment.Status == EnvironmentStatus.Terminated);
        Evidence.Processes(lab.Tokens.Single()).Should().NotContain(line => line.Contains("redis", StringComparison.Ordinal) || line.Contains("sleep 600", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_never_answers_fails_when_its_time_is_up_and_the_error_has_the_last_probe()
    {
        await using LocalLab lab = new();
        ServiceSpec silent = new("api", ServiceSource.Command("sleep", "600"))
        {
            Endpoints = [EndpointSpec.Http()],
            HealthCheck = HealthCheckSpec.Http("/health") with { StartupTimeout = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(1), Interval = TimeSpan.FromMilliseconds(100) },
        };

        Func<Task> open = () => lab.Manager.OpenAsync(LocalLab.Spec() with { Services = [silent] });

        EnvironmentException error = (await open.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Failures.Should().ContainSingle().Which.LastProbe.Should().NotBeNullOrEmpty();
        error.Message.Should().Contain("service/api").And.Contain("last state: running").And.Contain("/health").And.Contain("Left: nothing");
    }

    [Fact]
    public async Task A_service_that_answers_only_at_its_third_try_is_waited_for()
    {
        await using LocalLab lab = new();
        ServiceSpec hesitant = new("api", ServiceSource.Command("dotnet", TestService, "2")) { Endpoints = [EndpointSpec.Http()], HealthCheck = HealthCheckSpec.Http("/health") };

        await using TestEnvironment environment = await lab.Manager.OpenAsync(LocalLab.Spec() with { Services = [hesitant] });

        environment.Status.Should().Be(EnvironmentStatus.Ready);
    }

    private static string RepositoryDirectory(string path)
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Lumina.Environments.sln")))
            {
                return Path.Combine(directory.FullName, path);
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} is the repository.");
    }
}

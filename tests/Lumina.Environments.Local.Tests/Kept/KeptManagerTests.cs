using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Processes;

namespace Lumina.Environments.Local.Tests.Kept;

[SupportedOSPlatform("linux")]
[Trait("Category", "Local")]
[Trait("Category", "Creation")]
public sealed class KeptManagerTests
{
    [Fact]
    public async Task Without_a_durable_store_it_is_a_fault_before_anything_is_made()
    {
        await using KeptScene scene = new();
        await using LocalLab lab = new(options => Keep(options, scene));
        Func<Task> opening = () => lab.Manager.OpenAsync(LocalLab.Spec() with { Services = [Sleeper(scene)] });
        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*service/sleeper outlives this process*AllowVolatileStore*");
        scene.Left().Should().BeEmpty();
    }

    [Fact]
    public async Task A_directory_of_state_in_which_others_may_write_is_a_fault_before_anything_is_made()
    {
        await using KeptScene scene = new();
        Directory.CreateDirectory(scene.StateDirectory);
        File.SetUnixFileMode(scene.StateDirectory, (UnixFileMode)0b111_111_111);
        await using LocalLab lab = new(options => Keep(options, scene), environments => environments.Configure(options => options.AllowVolatileStore = true));

        Func<Task> opening = () => lab.Manager.OpenAsync(LocalLab.Spec() with { Services = [Sleeper(scene)] });

        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*can be written by others*");
        (await lab.Manager.QueryAsync(new EnvironmentQuery()).ToListAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_whole_environment_is_stopped_started_reset_and_terminated_without_a_trace()
    {
        LocalLab.RequirePostgreSql();
        LocalLab.RequireRedis();
        await using KeptScene scene = new();
        await using LocalLab lab = new(options => Keep(options, scene), environments => environments.Configure(options => options.AllowVolatileStore = true));
        EnvironmentSpec spec = LocalLab.Spec(new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)) with
        {
            Network = new NetworkSpec(),
            Services = [Sleeper(scene)],
        };
        await using TestEnvironment environment = await lab.Manager.OpenAsync(spec);
        await LocalLab.QueryAsync(environment.ConnectionString("orders"), "CREATE TABLE a AS SELECT 7 AS id");
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);

        await environment.StopAsync();
        Evidence.Processes(scene.Token).Should().BeEmpty();
        await environment.StartAsync();
        (await LocalLab.QueryAsync(environment.ConnectionString("orders"), "SELECT id FROM a")).Should().Be(7);
        await environment.ResetAsync();
        (await LocalLab.QueryAsync(environment.ConnectionString("orders"), "SELECT to_regclass('a') IS NULL")).Should().Be(true);
        Directory.GetDirectories(scene.StateDirectory).Should().HaveCount(4, "the network is written down as well");
        await environment.DisposeAsync();

        environment.Status.Should().Be(EnvironmentStatus.Terminated);
        scene.Left().Should().BeEmpty();
    }

    [Fact]
    public async Task A_projects_program_is_still_there_when_the_process_that_built_it_is_gone()
    {
        await using KeptScene scene = new();
        string project = Path.Combine(scene.Directory, "project");
        Directory.CreateDirectory(project);
        await File.WriteAllTextAsync(Path.Combine(project, "Answer.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><UseAppHost>false</UseAppHost></PropertyGroup></Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), """
            System.Console.WriteLine("up"); System.Threading.Thread.Sleep(-1);
            """);
        ServiceSpec answer = new("answer", ServiceSource.Project(project));
        Providers.ComponentContext context;
        await using (TestHost.KeptLab maker = scene.Lab())
        {
            context = maker.Context(ComponentName.Service("answer"));
            await maker.Services.ProvisionAsync(answer, context, default);
        }

        await using TestHost.KeptLab later = scene.Lab();
        (await later.Services.ObserveAsync(context, default)).IsRunning.Should().BeTrue();
        await later.Services.StopAsync(context, default);
        Directory.Delete(project, recursive: true);
        Directory.CreateDirectory(project);
        await File.WriteAllTextAsync(Path.Combine(project, "Answer.csproj"), "it is not built again");
        await later.Services.StartAsync(answer, context, default);

        (await later.Services.ObserveAsync(context, default)).IsRunning.Should().BeTrue();
        await later.Services.DestroyAsync(context, default);
        scene.Left().Should().BeEmpty();
    }

    [Fact]
    public void Options_out_of_their_bounds_are_told_with_their_values()
    {
        LocalOptions options = new() { Lifetime = (LocalLifetime)7, StateDirectory = "/" + new string('x', 50) };
        new LocalOptionsValidator().Validate(name: null, options).Failures.Should().Equal(
            "Lifetime is 7: it is Process or Environment.",
            "StateDirectory has 51 characters: it has 1 to 50, since sockets lie in it whose paths the system bounds.");
        new LocalOptionsValidator().Validate(name: null, new LocalOptions { StateDirectory = "state" }).Failures.Should().Equal(
            "StateDirectory is 'state': it is a whole path, since processes that start elsewhere look for what is kept in it, too.");
    }

    [Theory]
    [InlineData(nameof(LocalOptions.PostgreSqlPath))]
    [InlineData(nameof(LocalOptions.RedisPath))]
    [InlineData(nameof(LocalOptions.MariaDbPath))]
    [InlineData(nameof(LocalOptions.ServerAccount))]
    [InlineData(nameof(LocalOptions.WorkDirectory))]
    [InlineData(nameof(LocalOptions.CacheDirectory))]
    [InlineData(nameof(LocalOptions.MemoryDirectory))]
    public void A_blank_option_is_a_fault(string option)
    {
        LocalOptions options = new();
        typeof(LocalOptions).GetProperty(option)!.SetValue(options, " ");
        new LocalOptionsValidator().Validate(name: null, options).Failures.Should().ContainSingle().Which.Should().StartWith($"{option} is blank: ");
    }

    private static ServiceSpec Sleeper(KeptScene scene) => new("sleeper", ServiceSource.Command("sleep", $"600.{scene.Token}"));

    private static void Keep(LocalOptions options, KeptScene scene) => (options.Lifetime, options.StateDirectory) = (LocalLifetime.Environment, scene.StateDirectory);
}

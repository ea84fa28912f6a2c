using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Processes;

namespace Lumina.Environments.Local.Tests.Services;

/// <summary>What runs once, such as a migration, with processes that end with this one and with kept ones.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Services")]
[Trait("Category", "Local")]
public sealed class ServiceRunTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lumina-run-").FullName;

    private string Done => Path.Combine(_directory, "done");

    [Theory]
    [InlineData(LocalLifetime.Process)]
    [InlineData(LocalLifetime.Environment)]
    public async Task What_runs_once_has_done_its_work_before_what_depends_on_it_is_made_and_does_it_once(LocalLifetime lifetime)
    {
        await using LocalLab lab = Lab(lifetime);
        ServiceSpec migrations = Once("migrations", $"echo migrating; sleep 0.3; echo once >> {Done}");
        ServiceSpec api = new("api", ServiceSource.Command("sh", "-c", $"cat {Done} || exit 1; echo told; sleep 600")) { DependsOn = [migrations.ComponentName] };

        await using TestEnvironment environment = await lab.Manager.OpenAsync(Spec(api, migrations));

        (await environment.ReadLogsAsync("migrations").ToListAsync()).Should().Equal("migrating");
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        await environment.StopAsync();
        await environment.StartAsync();
        await environment.RestartAsync(api.ComponentName);
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        (await File.ReadAllLinesAsync(Done)).Should().Equal("once");
    }

    [SkippableTheory]
    [InlineData(LocalLifetime.Process)]
    [InlineData(LocalLifetime.Environment)]
    public async Task What_runs_once_does_its_work_again_when_the_database_is_reset_to_which_it_was_done(LocalLifetime lifetime)
    {
        LocalLab.RequirePostgreSql();
        await using LocalLab lab = Lab(lifetime);
        ServiceSpec migrations = Once("migrations", $"echo once >> {Done}") with { DependsOn = [ComponentName.Database("orders")] };
        ServiceSpec greeting = Once("greeting", $"echo hello >> {Done}");
        await using TestEnvironment environment = await lab.Manager.OpenAsync(LocalLab.Spec(new DatabaseSpec("orders", DatabaseType.PostgreSql)) with { Services = [migrations, greeting] });

        ResetReport report = await environment.ResetAsync();

        report.Components[migrations.ComponentName].Should().Be(new ResetResult(ResetWay.Remade, KeptSessions: true) { Reason = "it runs once, and its work was done again" });
        report.Components.Should().NotContainKey(greeting.ComponentName);
        (await File.ReadAllLinesAsync(Done)).Order(StringComparer.Ordinal).Should().Equal("hello", "once", "once");
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
    }

    [SkippableTheory]
    [InlineData(LocalLifetime.Process)]
    [InlineData(LocalLifetime.Environment)]
    public async Task Work_that_nobody_waits_for_any_more_is_ended_and_begun_anew_by_the_next_reset(LocalLifetime lifetime)
    {
        LocalLab.RequirePostgreSql();
        await using LocalLab lab = Lab(lifetime);
        string slow = Path.Combine(_directory, "slow");
        ServiceSpec migrations = Once("migrations", $"if [ -e {slow} ]; then echo $$ > {slow}; sleep 600; fi; echo once >> {Done}") with { DependsOn = [ComponentName.Database("orders")] };
        await using TestEnvironment environment = await lab.Manager.OpenAsync(LocalLab.Spec(new DatabaseSpec("orders", DatabaseType.PostgreSql)) with { Services = [migrations] });
        await File.WriteAllTextAsync(slow, "");
        using CancellationTokenSource cancelling = new();
        Task<ResetReport> reset = environment.ResetAsync(cancellationToken: cancelling.Token);
        string pid = await ReadAsync(slow);
        await cancelling.CancelAsync();
        await Record.ExceptionAsync(() => reset);
        (environment.Status, Directory.Exists($"/proc/{pid}")).Should().Be((EnvironmentStatus.Failed, false));
        File.Delete(slow);

        await environment.ResetAsync();

        environment.Status.Should().Be(EnvironmentStatus.Running);
        (await File.ReadAllLinesAsync(Done)).Should().Equal("once", "once");
    }

    [Theory]
    [InlineData(LocalLifetime.Process)]
    [InlineData(LocalLifetime.Environment)]
    public async Task What_runs_once_and_fails_fails_the_environment_with_its_exit_code_and_last_lines(LocalLifetime lifetime)
    {
        await using LocalLab lab = Lab(lifetime);

        Func<Task> opening = () => lab.Manager.OpenAsync(Spec(Once("migrations", "echo no such column; exit 7")));

        (await opening.Should().ThrowAsync<EnvironmentException>()).Which.Message
            .Should().Contain("migrations has not done its work, for which it runs once: it ended with exit code 7").And.Contain("no such column");
    }

    [Fact]
    public async Task What_runs_once_and_does_not_end_in_its_time_is_ended()
    {
        await using LocalLab lab = Lab(LocalLifetime.Process);

        Func<Task> opening = () => lab.Manager.OpenAsync(Spec(Once("migrations", $"echo $$ > {Done}; sleep 600") with { StepTimeout = TimeSpan.FromSeconds(2) }));

        (await opening.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("00:00:02");
        Directory.Exists($"/proc/{(await File.ReadAllTextAsync(Done)).Trim()}").Should().BeFalse();
    }

    [Fact]
    public async Task A_program_and_a_folder_that_are_not_there_are_faults_before_anything_is_made()
    {
        await using LocalLab lab = Lab(LocalLifetime.Process);
        ServiceSpec migrations = new("migrations", new CommandSource("lumina-no-such-program", []) { WorkingDirectory = Path.Combine(_directory, "gone") });

        Func<Task> opening = () => lab.Manager.OpenAsync(Spec(migrations));

        (await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Select(fault => fault.Problem)
            .Should().Equal("The program 'lumina-no-such-program' is not on this machine's PATH.", $"The working directory '{_directory}/gone' is not there.");
    }

    [Fact]
    public async Task What_runs_by_the_clock_is_refused_before_anything_is_made()
    {
        await using LocalLab lab = Lab(LocalLifetime.Process);

        Func<Task> opening = () => lab.Manager.OpenAsync(Spec(Once("cleaner", "true") with { Run = ServiceRun.At("@hourly") }));

        (await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Which.Problem.Should().Contain("by the clock");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static async Task<string> ReadAsync(string file)
    {
        string text = "";
        await Deadline.UntilAsync(() => (text = File.ReadAllText(file).Trim()).Length > 0, () => $"'{file}' is empty");
        return text;
    }

    private static EnvironmentSpec Spec(params IReadOnlyList<ServiceSpec> services) => LocalLab.Spec() with { Services = services };

    private static ServiceSpec Once(string name, string script) => new(name, ServiceSource.Command("sh", "-c", script)) { Run = ServiceRun.Once };

    private static LocalLab Lab(LocalLifetime lifetime) => new(
        options => (options.Lifetime, options.StateDirectory) = (lifetime, Path.Combine(options.WorkDirectory!, "state")),
        environments => environments.Configure(options => options.AllowVolatileStore = true));
}

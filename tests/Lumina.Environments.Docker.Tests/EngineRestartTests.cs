using System.Diagnostics;

namespace Lumina.Environments.Docker.Tests;

/// <summary>The engine is restarted in the middle of an environment's life: its containers end, and the environment finds its way back.</summary>
[Collection(EngineRestartCollection.Name)]
public sealed class EngineRestartTests
{
    /// <summary>The directory of an engine that the tests have brought up themselves; set by ./test.sh.</summary>
    private const string OwnEngine = "LUMINA_TEST_ENGINE";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [SkippableFact]
    [Trait("Category", "Health")]
    public async Task After_a_restart_of_the_engine_the_environment_says_what_is_down_and_starts_again_with_its_data()
    {
        string engine = await RequireOwnEngineAsync();
        await using DockerLab lab = new(options => options.ShareServers = false);
        await using (TestEnvironment environment = await lab.Manager.OpenAsync(DockerLab.Shop()))
        {
            await RestartAsync(engine);

            EnvironmentHealth health = await lab.Manager.CheckHealthAsync(environment.Id).WaitAsync(Patience, TimeProvider.System);
            health.Verdict.Should().Be(HealthVerdict.Unhealthy);
            health.Checks.Should().OnlyContain(check => check.Outcome == HealthOutcome.Fail);

            await RestartAllAsync(lab, environment);

            (await lab.Manager.CheckHealthAsync(environment.Id)).Verdict.Should().Be(HealthVerdict.Healthy);
            using HttpClient http = environment.CreateHttpClient("web");
            (await http.GetStringAsync("/")).Trim().Should().Be("hello");
        }

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    [Trait("Category", "Creation")]
    public async Task A_restart_of_the_engine_while_an_environment_is_made_ends_in_one_that_can_be_made_whole_or_in_none()
    {
        string engine = await RequireOwnEngineAsync();
        await using DockerLab lab = new();
        Task<TestEnvironment> opening = lab.Manager.OpenAsync(DockerLab.Shop());
        await RestartAsync(engine);

        if (await MadeAsync(lab, opening) is { } made)
        {
            await using TestEnvironment environment = made;
            if ((await lab.Manager.CheckHealthAsync(environment.Id)).Verdict != HealthVerdict.Healthy)
            {
                // What was up before the engine went down has ended with it.
                await RestartAllAsync(lab, environment);
            }

            (await lab.Manager.CheckHealthAsync(environment.Id)).Verdict.Should().Be(HealthVerdict.Healthy);
        }

        await lab.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    private static async Task RestartAllAsync(DockerLab lab, TestEnvironment environment)
    {
        foreach (ComponentName component in environment.Snapshot.Components.Select(component => component.Name))
        {
            await lab.Manager.RestartAsync(environment.Id, component).WaitAsync(Patience, TimeProvider.System);
        }
    }

    /// <summary>Null where the restart has kept it from being made.</summary>
    private static async Task<TestEnvironment?> MadeAsync(DockerLab lab, Task<TestEnvironment> opening)
    {
        try
        {
            return await opening.WaitAsync(Patience, TimeProvider.System);
        }
        catch (EnvironmentException exception)
        {
            // The error says what was down. Where the restart comes late, that is a container which has gone with the engine.
            exception.Message.Should().ContainAny("engine", "the container '", "last state: not running", "has ended by itself while the rest was made");
            if (exception.EnvironmentId is { } id)
            {
                // What a roll-back has left that had less patience than the engine was down for is the environment's: no sweep takes it.
                await lab.Manager.TerminateAsync(id).WaitAsync(Patience, TimeProvider.System);
            }

            return null;
        }
    }

    private static async Task<string> RequireOwnEngineAsync()
    {
        await DockerLab.RequireAsync();
        string? directory = Environment.GetEnvironmentVariable(OwnEngine);
        Skip.If(string.IsNullOrEmpty(directory), $"Only an engine that the tests have brought up is restarted: ./test.sh Docker does so where none answers, and sets {OwnEngine}.");
        return directory!;
    }

    private static async Task RestartAsync(string directory)
    {
        using Process restart = Process.Start(new ProcessStartInfo(FindScript(), [directory]) { UseShellExecute = false, RedirectStandardError = true })!;
        string said = await restart.StandardError.ReadToEndAsync();
        await restart.WaitForExitAsync();
        restart.ExitCode.Should().Be(0, said);
    }

    private static string FindScript()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "tests", "docker", "engine-restart.sh")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder!, "tests", "docker", "engine-restart.sh");
    }
}

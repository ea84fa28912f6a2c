namespace Lumina.Environments.Docker.Tests;

/// <summary>The engine of a busy machine gives up what it was asked for sooner than the machine has done it.</summary>
public sealed class BusyEngineTests
{
    private const string NoEnd = "cannot remove container: could not kill container: tried to kill container, but did not receive an exit event";
    private static readonly EnvironmentSpec Shop = new("shop", "tests") { Services = [DockerLab.Web()] };

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task A_container_whose_end_the_engine_did_not_see_in_time_is_removed_all_the_same()
    {
        await DockerLab.RequireAsync();
        await using RefusingEngine engine = new("DELETE", "/containers/", NoEnd, 2);
        await using DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        TestEnvironment environment = await lab.Manager.OpenAsync(Shop);

        await environment.DisposeAsync();

        engine.Refused.Should().Be(2);
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task The_server_that_environments_share_goes_with_its_process_although_the_engine_did_not_see_its_end_in_time()
    {
        await DockerLab.RequireAsync();
        await using RefusingEngine engine = new("DELETE", "/containers/lumina-postgresql-", NoEnd, 2);
        DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        await using (lab)
        {
            await using TestEnvironment environment = await lab.Manager.OpenAsync(new EnvironmentSpec("shop", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });
        }

        engine.Refused.Should().Be(2);
        using EngineView view = new(lab.Installation);
        (await view.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    [Trait("Category", "StartStop")]
    public async Task A_container_that_did_not_end_in_time_for_the_engine_is_stopped_all_the_same()
    {
        await DockerLab.RequireAsync();
        await using RefusingEngine engine = new("POST", "/stop", "cannot stop container: web: tried to kill container, but did not receive an exit event", 2);
        await using DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        await using TestEnvironment environment = await lab.Manager.OpenAsync(Shop);

        await environment.StopAsync();

        engine.Refused.Should().Be(2);
        (await lab.InspectAsync(environment, "web")).State!.Running.Should().BeFalse();
    }

    [SkippableFact]
    [Trait("Category", "StartStop")]
    public async Task A_container_whose_processes_did_not_hold_still_the_first_time_is_paused()
    {
        await DockerLab.RequireAsync();
        await using RefusingEngine engine = new("POST", "/pause", "cannot pause container: OCI runtime pause failed: unable to freeze", 2);
        await using DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        await using TestEnvironment environment = await lab.Manager.OpenAsync(Shop);

        await environment.PauseAsync(ComponentName.Service("web"));

        engine.Refused.Should().Be(2);
        (await lab.InspectAsync(environment, "web")).State!.Paused.Should().BeTrue();
    }
}

namespace Lumina.Environments.Docker.Tests;

/// <summary>The engine of a busy machine gives up what it was asked for sooner than the machine has done it, and does later what nobody waits for any more.</summary>
public sealed class BusyEngineTests
{
    private const string NoEnd = "cannot remove container: could not kill container: tried to kill container, but did not receive an exit event";
    private static readonly EnvironmentSpec Shop = new("shop", "tests") { Services = [DockerLab.Web()] };
    private static readonly EnvironmentSpec WithOrders = Shop with { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] };

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task A_container_whose_end_the_engine_did_not_see_in_time_is_removed_all_the_same()
    {
        await DockerLab.RequireAsync();
        await using InterceptedEngine engine = InterceptedEngine.Refusing("^DELETE .*/containers/", NoEnd, 2);
        await using DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        TestEnvironment environment = await lab.Manager.OpenAsync(Shop);

        await environment.DisposeAsync();

        engine.Intercepted.Should().Be(2);
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableTheory]
    [Trait("Category", "Termination")]
    [InlineData(NoEnd)]
    [InlineData("removal of container lumina-postgresql is already in progress")]
    public async Task The_server_that_environments_share_goes_with_its_process_although_it_was_refused_at_first(string words)
    {
        await DockerLab.RequireAsync();
        await using InterceptedEngine engine = InterceptedEngine.Refusing("^DELETE .*/containers/lumina-postgresql-", words, 2);
        DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        await using (lab)
        {
            await using TestEnvironment environment = await lab.Manager.OpenAsync(WithOrders);
        }

        engine.Intercepted.Should().Be(2);
        await NothingIsLeftAsync(lab);
    }

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task A_server_that_does_not_come_up_and_cannot_be_removed_at_once_is_removed_later_and_the_error_says_why_it_did_not_come_up()
    {
        await DockerLab.RequireAsync();
        await using InterceptedEngine engine = InterceptedEngine.Refusing("^DELETE .*/containers/lumina-postgresql-", NoEnd, 3);
        DockerLab lab = new(options =>
        {
            options.Endpoint = engine.Endpoint;
            options.DatabaseImages["postgresql"] = DockerLab.BusyBox; // it has no such program
        });
        await using (lab)
        {
            EnvironmentException failed = (await FluentActions.Awaiting(() => lab.Manager.OpenAsync(WithOrders)).Should().ThrowAsync<EnvironmentException>()).Which;

            failed.Message.Should().Contain("\"postgres\": executable file not found").And.NotContain("exit event");
        }

        engine.Intercepted.Should().Be(3);
        await NothingIsLeftAsync(lab);
    }

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task A_server_that_cannot_be_removed_keeps_no_other_and_is_told_when_the_manager_is_disposed_of()
    {
        await DockerLab.RequireAsync();
        await using InterceptedEngine engine = InterceptedEngine.Refusing("^DELETE .*/containers/lumina-mysql-", NoEnd, 3);
        DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        await using (TestEnvironment environment = await lab.Manager.OpenAsync(WithOrders with { Databases = [.. WithOrders.Databases, new DatabaseSpec("users", DatabaseType.MySql)] }))
        {
        }

        await FluentActions.Awaiting(async () => await lab.DisposeAsync()).Should().ThrowAsync<Exception>().WithMessage("*lumina-mysql-*exit event*");

        using EngineView view = new(lab.Installation);
        IReadOnlyList<string> left = await view.LeftAsync();
        left.Should().OnlyContain(thing => thing.Contains("lumina-mysql-", StringComparison.Ordinal));
        await view.RemoveAsync(left[0].Split('/', ' ')[2]);
        await view.Client.Volumes.RemoveAsync(left[1].Split(' ')[1]);
    }

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task The_network_goes_with_its_environment_although_the_shared_server_could_not_leave_it_the_first_time()
    {
        await DockerLab.RequireAsync();
        await using InterceptedEngine engine = InterceptedEngine.Refusing("^POST .*/disconnect", "the network is busy", 1);
        await using DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(WithOrders);
        await FluentActions.Awaiting(() => lab.Manager.TerminateAsync(environment.Id)).Should().ThrowAsync<EnvironmentException>().WithMessage("*the network is busy*");

        await lab.Manager.TerminateAsync(environment.Id);

        (await lab.LeftAsync()).Should().OnlyContain(left => left.Contains("lumina-postgresql-", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [Trait("Category", "Termination")]
    [InlineData("^POST .*/networks/[^/]*/connect", false)]
    [InlineData("^POST .*/volumes/create", true)]
    public async Task What_the_engine_does_after_provisioning_was_cancelled_is_undone(string request, bool isLate)
    {
        await DockerLab.RequireAsync();
        using CancellationTokenSource cancelling = new();
        await using InterceptedEngine engine = isLate ? InterceptedEngine.Holding(request, cancelling.Cancel, TimeSpan.FromSeconds(1)) : InterceptedEngine.Watching(request, cancelling.Cancel);
        await using DockerLab lab = new(options => options.Endpoint = engine.Endpoint);

        // Something is always left to begin, however late the request is.
        EnvironmentSpec spec = WithOrders with
        {
            Infrastructure = new InfrastructureSpec { InstanceType = "t3.medium" },
            Services = [.. WithOrders.Services, DockerLab.Web("api") with { DependsOn = [ComponentName.Database("orders")] }],
        };

        await FluentActions.Awaiting(() => lab.Manager.OpenAsync(spec, cancelling.Token)).Should().ThrowAsync<OperationCanceledException>();

        engine.Intercepted.Should().Be(1);
        await (isLate ? engine.HandedOn : Task.CompletedTask); // from then on it would be there if nobody had waited for it
        (await lab.LeftAsync()).Should().OnlyContain(left => left.Contains("lumina-postgresql-", StringComparison.Ordinal));
    }

    [SkippableFact]
    [Trait("Category", "Databases")]
    public async Task A_rented_container_that_could_not_be_removed_with_its_component_is_removed_when_that_is_tried_again()
    {
        await DockerLab.RequireAsync();
        await using InterceptedEngine engine = InterceptedEngine.Refusing("^DELETE .*/containers/cache-[^-/]*-[0-9a-f]{8}\\?", NoEnd, 3);
        await using DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        TestEnvironment environment = await lab.Manager.OpenAsync(Shop with { Databases = [new DatabaseSpec("cache", DatabaseType.Redis)] });
        await environment.RentDatabaseAsync("cache");

        await environment.DisposeAsync();

        engine.Intercepted.Should().Be(3);
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    [Trait("Category", "StartStop")]
    public async Task A_container_that_did_not_end_in_time_for_the_engine_is_stopped_all_the_same()
    {
        await DockerLab.RequireAsync();
        await using InterceptedEngine engine = InterceptedEngine.Refusing("^POST .*/stop", "cannot stop container: web: tried to kill container, but did not receive an exit event", 2);
        await using DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        await using TestEnvironment environment = await lab.Manager.OpenAsync(Shop);

        await environment.StopAsync();

        engine.Intercepted.Should().Be(2);
        (await lab.InspectAsync(environment, "web")).State!.Running.Should().BeFalse();
    }

    [SkippableFact]
    [Trait("Category", "StartStop")]
    public async Task A_container_whose_processes_did_not_hold_still_the_first_time_is_paused()
    {
        await DockerLab.RequireAsync();
        await using InterceptedEngine engine = InterceptedEngine.Refusing("^POST .*/pause", "cannot pause container: OCI runtime pause failed: unable to freeze", 2);
        await using DockerLab lab = new(options => options.Endpoint = engine.Endpoint);
        await using TestEnvironment environment = await lab.Manager.OpenAsync(Shop);

        await environment.PauseAsync(ComponentName.Service("web"));

        engine.Intercepted.Should().Be(2);
        (await lab.InspectAsync(environment, "web")).State!.Paused.Should().BeTrue();
    }

    private static async Task NothingIsLeftAsync(DockerLab lab)
    {
        using EngineView view = new(lab.Installation);
        (await view.LeftAsync()).Should().BeEmpty();
    }
}

namespace Lumina.Environments.Docker.Tests.Databases;

/// <summary>Databases whose server is their own: the container is the component.</summary>
[Trait("Category", "Databases")]
public sealed class OwnServerTests : IAsyncLifetime
{
    private readonly DockerLab _lab = new(options => options.ShareServers = false);

    public Task InitializeAsync() => DockerLab.RequireAsync();

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task A_database_has_its_data_after_a_stop_and_a_kill_and_nothing_is_left()
    {
        await using (TestEnvironment environment = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Seeded)))
        {
            await DatabaseLab.QueryAsync(environment.ConnectionString("orders"), "DELETE FROM items WHERE id > 7");
            await environment.StopAsync();
            await environment.StartAsync();
            (await DatabaseLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM items")).Should().Be(7L);

            await _lab.View.KillAsync(environment.Snapshot.Find(ComponentName.Database("orders"))!.ExternalName);
            await environment.RestartAsync(ComponentName.Database("orders"));
            (await DatabaseLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM items")).Should().Be(7L);

            await environment.ResetAsync();
            (await DatabaseLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM items")).Should().Be(1000L);
            await using RentedDatabase rented = await environment.RentDatabaseAsync("orders");
            (await DatabaseLab.QueryAsync(rented.ConnectionString, "SELECT count(*) FROM items")).Should().Be(1000L);
        }

        (await _lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Nobody_waits_for_a_database_that_is_paused_and_its_environment_ends()
    {
        ComponentName orders = ComponentName.Database("orders");
        TestEnvironment environment = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Seeded));
        await environment.PauseAsync(orders);

        EnvironmentHealth health = await environment.CheckHealthAsync();
        DriftReport drift = await _lab.Manager.DetectDriftAsync(environment.Id);
        Func<Task> renting = () => environment.RentDatabaseAsync("orders");

        health.Failures.Select(failure => failure.Message).Should().Equal("it is paused", "database/orders is paused");
        drift.NotCompared.Keys.Should().BeEquivalentTo([orders, ComponentName.Data("orders")]);
        await renting.Should().ThrowAsync<EnvironmentException>().WithMessage("*can't be rented while it is paused*");
        await environment.DisposeAsync();
        (await _lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task An_image_that_ends_at_once_fails_with_its_code_and_nothing_is_left()
    {
        await using DockerLab lab = new(options => (options.ShareServers, options.DatabaseImages["postgresql"]) = (false, DockerLab.BusyBox));
        Func<Task> opening = () => lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders));
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*postgres*");
        (await lab.LeftAsync()).Should().BeEmpty();
    }
}

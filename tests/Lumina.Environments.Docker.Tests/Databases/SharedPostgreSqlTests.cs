using Npgsql;

namespace Lumina.Environments.Docker.Tests.Databases;

/// <summary>PostgreSQL databases in a server that environments share.</summary>
[Trait("Category", "Databases")]
public sealed class SharedPostgreSqlTests : IAsyncLifetime
{
    private readonly DockerLab _lab = new();

    public Task InitializeAsync() => DockerLab.RequireAsync();

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Environments_share_a_server_the_second_gets_a_copy_of_the_data_and_nothing_is_left()
    {
        await using (TestEnvironment first = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Seeded)))
        await using (TestEnvironment second = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Seeded)))
        {
            (await DatabaseLab.QueryAsync(second.ConnectionString("orders"), "DELETE FROM items; SELECT count(*) FROM items")).Should().Be(0L);
            (await DatabaseLab.QueryAsync(first.ConnectionString("orders"), "SELECT count(*) FROM items")).Should().Be(1000L);
            DatabaseLab.Admin(second).Should().Be(DatabaseLab.Admin(first));
            first.Output(ComponentName.Database("orders"), OutputNames.Version).Should().StartWith("15.");
            (await ServersAsync()).Should().ContainSingle();
            string other = second.Output(ComponentName.Database("orders"), OutputNames.DatabaseName);
            Func<Task> intruding = () => DatabaseLab.QueryAsync(new NpgsqlConnectionStringBuilder(first.ConnectionString("orders")) { Database = other }.ConnectionString, "SELECT 1");
            (await intruding.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
            intruding = () => DatabaseLab.QueryAsync(new NpgsqlConnectionStringBuilder(first.ConnectionString("orders")) { Database = "postgres" }.ConnectionString, "SELECT 1");
            (await intruding.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        }

        (await _lab.LeftAsync()).Should().OnlyContain(left => left.Contains("lumina-postgresql-", StringComparison.Ordinal), "the server stays for the next environment");
        await _lab.Manager.DisposeAsync();
        (await _lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_reset_gives_the_data_back_and_sessions_stay_open()
    {
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Seeded));
        await using NpgsqlConnection session = new(environment.ConnectionString("orders"));
        await session.OpenAsync();
        await using NpgsqlCommand delete = new("DELETE FROM items", session);
        await delete.ExecuteNonQueryAsync();

        await environment.ResetAsync();

        await using NpgsqlCommand count = new("SELECT count(*) FROM items", session);
        (await count.ExecuteScalarAsync()).Should().Be(1000L);
    }

    [SkippableFact]
    public async Task A_rented_database_has_the_data_and_is_apart()
    {
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Seeded));
        await using RentedDatabase rented = await environment.RentDatabaseAsync("orders");

        (await DatabaseLab.QueryAsync(rented.ConnectionString, "DELETE FROM items WHERE id > 10; SELECT count(*) FROM items")).Should().Be(10L);

        (await DatabaseLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM items")).Should().Be(1000L);
    }

    [SkippableFact]
    public async Task A_stopped_database_refuses_connections_and_has_its_data_when_it_is_started()
    {
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders));
        string connection = environment.ConnectionString("orders");
        await DatabaseLab.QueryAsync(connection, "CREATE TABLE a AS SELECT 7 AS id");

        await environment.StopAsync();
        Func<Task> entering = () => DatabaseLab.QueryAsync(connection, "SELECT 1");
        await entering.Should().ThrowAsync<PostgresException>().WithMessage("*not currently accepting connections*");
        await environment.StartAsync();

        (await DatabaseLab.QueryAsync(environment.ConnectionString("orders"), "SELECT id FROM a")).Should().Be(7);
    }

    [SkippableFact]
    public async Task A_server_that_was_killed_is_seen_and_started_again_on_the_same_port_with_its_data()
    {
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders) with { Services = [Client()] });
        string connection = environment.ConnectionString("orders");
        await DatabaseLab.QueryAsync(connection, "CREATE TABLE a AS SELECT 7 AS id");
        await _lab.View.KillAsync((await ServersAsync()).Single());

        EnvironmentHealth report = await environment.CheckHealthAsync();
        report.Failures.Should().Contain(check => check.ToString().Contains("orders", StringComparison.Ordinal));
        await environment.RestartAsync(ComponentName.Service("client"));
        await environment.RestartAsync(ComponentName.Database("orders"));

        environment.ConnectionString("orders").Should().Be(connection);
        (await DatabaseLab.QueryAsync(connection, "SELECT id FROM a")).Should().Be(7);
    }

    [SkippableFact]
    public async Task A_server_that_was_removed_is_named_and_replaced_for_the_next_environment()
    {
        await using (TestEnvironment first = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders)))
        {
            string server = (await ServersAsync()).Single();
            await _lab.View.RemoveAsync(server);

            Func<Task> restarting = () => _lab.Manager.RestartAsync(first.Id, DatabaseLab.Orders.ComponentName);
            await restarting.Should().ThrowAsync<EnvironmentException>().WithMessage($"*the container '{server}', was removed by somebody else*only a new environment has another*");
        }

        await using TestEnvironment second = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders));
        (await DatabaseLab.QueryAsync(second.ConnectionString("orders"), "SELECT 1")).Should().Be(1);
    }

    [SkippableFact]
    public async Task Two_databases_of_one_environment_are_reached_by_their_names_from_a_container()
    {
        EnvironmentSpec spec = DatabaseLab.Spec(DatabaseLab.Seeded, DatabaseLab.Seeded with { Name = "archive" }) with { Services = [Client("archive")] };

        await using (TestEnvironment environment = await _lab.Manager.OpenAsync(spec))
        {
            (await ServersAsync()).Should().ContainSingle();
            List<string> lines = [];
            await foreach (string line in _lab.Manager.ReadLogsAsync(environment.Id, ComponentName.Service("client"), follow: true))
            {
                lines.Add(line);
                if (lines.Count == 2)
                {
                    break;
                }
            }

            lines.Should().Equal("1000", "1000");
        }

        (await _lab.LeftAsync()).Should().OnlyContain(left => left.Contains("lumina-postgresql-", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_log_of_a_database_has_no_line_about_another()
    {
        await using TestEnvironment mine = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders));
        await using TestEnvironment other = await _lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders));
        Func<Task> failing = () => DatabaseLab.QueryAsync(other.ConnectionString("orders"), "SELECT 'private' FROM nowhere");
        await failing.Should().ThrowAsync<PostgresException>();

        // The server's client may know sooner than its log.
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(60), TimeProvider.System);
        await _lab.Manager.ReadLogsAsync(other.Id, ComponentName.Database("orders"), tail: 1000, follow: true, bound.Token).FirstAsync(line => line.Contains("private", StringComparison.Ordinal), bound.Token);
        List<string> lines = await _lab.Manager.ReadLogsAsync(mine.Id, ComponentName.Database("orders"), tail: 1000, follow: false, bound.Token).ToListAsync(bound.Token);
        lines.Should().Contain(line => line.Contains("ready to accept", StringComparison.Ordinal)).And.NotContain(line => line.Contains("private", StringComparison.Ordinal));
    }

    private static ServiceSpec Client(string archive = "orders") => new("client", ServiceSource.Image(DatabaseLab.PostgreSqlImage))
    {
        Settings = { ["ORDERS"] = Reference.DatabaseUrl("orders"), ["ARCHIVE"] = Reference.DatabaseUrl(archive) },
        Container = new ContainerSettings { Entrypoint = ["sh", "-c"], Command = ["trap 'exit 0' TERM; for i in $ORDERS $ARCHIVE; do psql -At -c 'SELECT count(*) FROM items' $i; done; sleep 1000 & wait"] },
    };

    private async Task<IReadOnlyList<string>> ServersAsync() =>
        [.. (await _lab.LeftAsync()).Where(left => left.Contains("/lumina-postgresql-", StringComparison.Ordinal)).Select(left => left.Split(' ')[1].TrimStart('/'))];

    [SkippableFact]
    public async Task A_server_that_somebody_pauses_is_seen_as_not_running_and_goes_on_when_its_database_is_restarted()
    {
        await using DockerLab lab = new();
        await using (TestEnvironment environment = await lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Seeded)))
        {
            string server = (await lab.LeftAsync()).Single(left => left.StartsWith("container", StringComparison.Ordinal)).Split('/', ' ')[2];
            await lab.View.PauseAsync(server);

            await lab.Manager.RestartAsync(environment.Id, ComponentName.Database("orders"));

            (await DatabaseLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM items")).Should().Be(1000L);
        }

        await lab.Manager.DisposeAsync();
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task An_environment_whose_server_somebody_has_paused_ends_without_waiting_for_an_answer()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        TestEnvironment environment = await lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Seeded));
        await lab.View.PauseAsync((await lab.LeftAsync()).Single(left => left.StartsWith("container", StringComparison.Ordinal)).Split('/', ' ')[2]);

        HealthCheckResult data = (await environment.CheckHealthAsync()).Checks.Single(check => check.Component == ComponentName.Data("orders"));
        await environment.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        data.Message.Should().StartWith("its database does not run: its server, the container").And.Contain("paused");
        await lab.Manager.DisposeAsync();
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    [Trait("Category", "StartStop")]
    public async Task A_paused_server_in_which_a_copy_is_being_made_is_restarted_without_waiting_for_that()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new(options => options.ShareServers = false);
        await using TestEnvironment environment = await lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Large));
        await lab.View.PauseAsync((await lab.LeftAsync()).Single(left => left.StartsWith("container", StringComparison.Ordinal)).Split('/', ' ')[2]);

        await environment.RestartAsync(ComponentName.Database("orders")).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);

        (await DatabaseLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM items")).Should().Be(1_000_000L);
    }

    [SkippableTheory]
    [Trait("Category", "Databases")]
    [InlineData("kill", true)]
    [InlineData("pause", true)]
    [InlineData("pause", false)]
    public async Task A_reset_has_a_server_go_on_that_somebody_has_ended_or_paused_or_says_that_it_is_not_up_and_changes_nothing(string how, bool shares)
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new(options => options.ShareServers = shares);
        await using TestEnvironment environment = await lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Seeded));
        await DatabaseLab.QueryAsync(environment.ConnectionString("orders"), "DELETE FROM items WHERE id <= 10");
        string server = (await lab.LeftAsync()).Single(left => left.StartsWith("container", StringComparison.Ordinal)).Split('/', ' ')[2];
        await (how == "kill" ? lab.View.KillAsync(server) : lab.View.PauseAsync(server));

        Task<ResetReport> resetting = environment.ResetAsync();
        if (shares)
        {
            await resetting;
        }
        else
        {
            await FluentActions.Awaiting(() => resetting).Should().ThrowAsync<EnvironmentException>().WithMessage("*is not up: paused. Restart database/orders first.*");
            environment.Snapshot.Status.Should().Be(EnvironmentStatus.Ready);
            await environment.RestartAsync(ComponentName.Database("orders"));
            await environment.ResetAsync();
        }

        (await DatabaseLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM items")).Should().Be(1000L);
    }

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task An_environment_whose_shared_server_cannot_be_started_again_since_its_port_is_taken_says_so_and_is_taken_down_all_the_same()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        TestEnvironment environment = await lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders, DatabaseLab.Orders with { Name = "billing" }) with { Services = [DockerLab.Web()] });
        string container = (await lab.LeftAsync()).Single(left => left.Contains("/lumina-postgresql-", StringComparison.Ordinal)).Split('/', ' ')[2];
        int port = new NpgsqlConnectionStringBuilder(environment.ConnectionString("orders")).Port;
        await lab.View.KillAsync(container);
        using System.Net.Sockets.TcpListener other = new(System.Net.IPAddress.Loopback, port);
        other.Start();

        Func<Task> restarting = () => environment.RestartAsync(ComponentName.Database("orders"));
        await restarting.Should().ThrowAsync<EnvironmentException>().WithMessage("*Something else has that port*");
        await environment.DisposeAsync();

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    [Trait("Category", "Termination")]
    public async Task What_could_not_be_dropped_since_the_shared_server_was_down_goes_as_soon_as_that_is_up_again()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        TestEnvironment ended = await lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders));
        await using TestEnvironment stays = await lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders));
        string server = (await lab.LeftAsync()).Single(left => left.Contains("/lumina-postgresql-", StringComparison.Ordinal)).Split('/', ' ')[2];
        string database = ended.Output(ComponentName.Database("orders"), OutputNames.DatabaseName);
        int port = new NpgsqlConnectionStringBuilder(stays.ConnectionString("orders")).Port;
        await lab.View.KillAsync(server);
        using (System.Net.Sockets.TcpListener other = new(System.Net.IPAddress.Loopback, port))
        {
            other.Start();
            await ended.DisposeAsync();
        }

        await stays.RestartAsync(ComponentName.Database("orders"));

        (await DatabaseLab.QueryAsync(DatabaseLab.Admin(stays), $"SELECT count(*) FROM pg_database WHERE datname = '{database}'")).Should().Be(0L);
        (await DatabaseLab.QueryAsync(stays.ConnectionString("orders"), "SELECT 1")).Should().Be(1);
    }
}

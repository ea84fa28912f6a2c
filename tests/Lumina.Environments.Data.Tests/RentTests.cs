using Npgsql;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class RentTests : IAsyncLifetime
{
    private readonly DataLab _lab = new(environments => environments.ConfigureData(options => (options.MaximumRentedDatabases, options.MaximumSpares) = (4, 1)));

    public Task InitializeAsync()
    {
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id; CREATE TABLE sales.b (id int GENERATED ALWAYS AS IDENTITY)");
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task A_rented_database_has_the_seeded_rows_and_what_is_done_in_it_is_seen_nowhere_else()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        await using RentedDatabase one = await environment.RentDatabaseAsync("orders");
        await using RentedDatabase other = await environment.RentDatabaseAsync("orders");
        await DataLab.QueryAsync(one.ConnectionString, "INSERT INTO a VALUES (2); INSERT INTO sales.b DEFAULT VALUES; CREATE TABLE c ()");
        (await DataLab.QueryAsync(one.ConnectionString, "SELECT sum(id) FROM a")).Should().Be(3L);
        (await DataLab.QueryAsync(other.ConnectionString, "SELECT sum(id) FROM a")).Should().Be(1L);
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT sum(id) FROM a")).Should().Be(1L);
        one.ToString().Should().Be(one.Name).And.NotContain("Password");
    }

    [SkippableFact]
    public async Task A_renter_owns_what_is_in_his_database_and_cannot_enter_anothers()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        await using RentedDatabase one = await environment.RentDatabaseAsync("orders");
        (await DataLab.QueryAsync(one.ConnectionString, "SELECT tableowner = current_user AND current_user = current_database() FROM pg_tables WHERE tablename = 'a'")).Should().Be(true);
        NpgsqlConnectionStringBuilder astray = new(one.ConnectionString) { Database = new NpgsqlConnectionStringBuilder(environment.ConnectionString("orders")).Database };
        Func<Task> enter = () => DataLab.QueryAsync(astray.ConnectionString, "SELECT 1");
        (await enter.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    [SkippableFact]
    public async Task A_renter_who_takes_all_the_connections_that_he_can_leaves_enough_for_others()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        await using RentedDatabase greedy = await environment.RentDatabaseAsync("orders");
        List<NpgsqlConnection> taken = [];
        PostgresException? refused = null;
        try
        {
            while (refused is null)
            {
                NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(greedy.ConnectionString) { Pooling = false }.ConnectionString);
                taken.Add(connection);
                refused = await Record.ExceptionAsync(() => connection.OpenAsync()) as PostgresException;
            }

            refused.MessageText.Should().Be($"too many connections for role \"{greedy.Name}\"");
            taken.Should().HaveCount(141, "half of the server's 300, but for 20 of the administrator's");
            await using RentedDatabase other = await environment.RentDatabaseAsync("orders");
            (await DataLab.QueryAsync(other.ConnectionString, "SELECT sum(id) FROM a")).Should().Be(1L);
            (await environment.ResetAsync()).KeptSessions.Should().BeTrue("the bound is no change of the database");
        }
        finally
        {
            taken.ForEach(connection => connection.Dispose());
        }
    }

    [SkippableFact]
    public async Task How_many_connections_a_database_and_a_rented_one_take_can_be_said()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new(environments => environments.ConfigureData(options => (options.MaximumConnectionsPerRental, options.MaximumConnectionsPerDatabase) = (2, 3)));
        await using TestEnvironment environment = await lab.OpenAsync(lab.Write("a.sql", "CREATE TABLE a ()"));
        await using RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        foreach (string connection in (string[])[environment.ConnectionString("orders"), rented.ConnectionString])
        {
            (await DataLab.QueryAsync(connection, "SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user")).Should().Be(connection == rented.ConnectionString ? 2 : 3);
        }

        (await environment.ResetAsync(new ResetOptions { Way = ResetWay.Swap })).KeptSessions.Should().BeFalse();
        (await environment.ResetAsync()).KeptSessions.Should().BeTrue();
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user")).Should().Be(3);
    }

    [SkippableFact]
    public async Task What_is_given_back_is_closed_to_its_former_renter_and_handed_out_as_it_was_made()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        HashSet<string> names = [];
        HashSet<string> connections = [];
        for (int i = 0; i < 10; i++)
        {
            RentedDatabase rented = await environment.RentDatabaseAsync("orders");
            names.Add(rented.Name);
            connections.Add(rented.ConnectionString).Should().BeTrue("nobody who had it before may enter");
            (await DataLab.QueryAsync(rented.ConnectionString, "INSERT INTO a VALUES (9); SELECT string_agg(id::text, ' ') FROM a")).Should().Be("1 9");
            await using NpgsqlConnection left = await OpenUnpooledAsync(rented.ConnectionString);

            await rented.DisposeAsync();
            await EndedAsync(left);

            Func<Task> enter = () => OpenUnpooledAsync(rented.ConnectionString);
            await enter.Should().ThrowAsync<PostgresException>();
        }

        names.Should().HaveCountLessThan(10, "they are put right and handed out again");
    }

    [SkippableTheory]
    [InlineData("CREATE TABLE more ()")]
    [InlineData("ALTER ROLE CURRENT_USER SET work_mem = '9MB'")]
    [InlineData("DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END $$")]
    public async Task One_that_cannot_be_put_right_is_dropped(string work)
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        await DataLab.QueryAsync(rented.ConnectionString, work);
        await rented.DisposeAsync();
        await GoneAsync(environment, rented.Name);
    }

    [SkippableFact]
    public async Task One_that_somebody_has_closed_is_dropped()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        await rented.DisposeAsync();
        rented = await environment.RentDatabaseAsync("orders");
        await DataLab.QueryAsync(environment.Output(DataLab.Orders, OutputNames.AdminConnectionString), $"ALTER DATABASE \"{rented.Name}\" ALLOW_CONNECTIONS false");
        await rented.DisposeAsync();
        await GoneAsync(environment, rented.Name);
    }

    [SkippableFact]
    public async Task One_whose_role_somebody_else_may_take_is_dropped()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        await using RentedDatabase other = await environment.RentDatabaseAsync("orders");
        RentedDatabase rented = await environment.RentDatabaseAsync("orders");

        // Until version 15 a renter could do so himself.
        await DataLab.QueryAsync(environment.Output(DataLab.Orders, OutputNames.AdminConnectionString), $"GRANT \"{rented.Name}\" TO \"{other.Name}\"");
        await rented.DisposeAsync();
        await GoneAsync(environment, rented.Name);
    }

    [SkippableTheory]
    [InlineData("ALTER ROLE CURRENT_USER PASSWORD 'another'")]
    [InlineData("SELECT pg_advisory_lock(1)")]
    public async Task One_whose_next_renter_would_meet_what_the_former_one_did_to_his_session_or_role_is_dropped(string work)
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new(environments => environments.ConfigureData(options => options.RentalReuse = RentalReuse.SamePassword));
        await using TestEnvironment environment = await lab.OpenAsync(lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id"));
        RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        await using NpgsqlConnection left = await OpenUnpooledAsync(rented.ConnectionString);
        await new NpgsqlCommand(work, left).ExecuteNonQueryAsync();
        await rented.DisposeAsync();
        await GoneAsync(environment, rented.Name);
    }

    [SkippableFact]
    public async Task One_whose_role_somebody_is_changing_is_dropped_and_keeps_no_environment_from_ending()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        await using NpgsqlConnection left = await OpenUnpooledAsync(rented.ConnectionString);
        await using NpgsqlTransaction open = await left.BeginTransactionAsync();
        await new NpgsqlCommand("ALTER ROLE CURRENT_USER PASSWORD 'another'", left, open).ExecuteNonQueryAsync();
        await rented.DisposeAsync();
        await GoneAsync(environment, rented.Name);
    }

    [SkippableFact]
    public async Task Many_at_once_of_a_server_that_has_copied_nothing_yet_wait_for_no_connection_for_ever()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new();
        await using TestEnvironment environment = await lab.Manager.OpenAsync(new EnvironmentSpec("lab", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });
        RentedDatabase[] rented = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => environment.RentDatabaseAsync("orders"))).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);
        await Task.WhenAll(rented.Select(each => each.DisposeAsync().AsTask()));
    }

    [SkippableFact]
    public async Task One_in_which_somebody_is_still_at_work_is_dropped()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        await using NpgsqlConnection left = await OpenUnpooledAsync(rented.ConnectionString);
        await using NpgsqlTransaction open = await left.BeginTransactionAsync();
        await new NpgsqlCommand("INSERT INTO a VALUES (2)", left, open).ExecuteNonQueryAsync();
        await rented.DisposeAsync();
        await GoneAsync(environment, rented.Name);
    }

    [SkippableFact]
    public async Task None_is_handed_out_twice_where_that_is_not_wanted()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new(environments => environments.ConfigureData(options => options.RentalReuse = RentalReuse.None));
        await using TestEnvironment environment = await lab.OpenAsync(lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id"));
        HashSet<string> names = [];
        for (int i = 0; i < 5; i++)
        {
            RentedDatabase rented = await environment.RentDatabaseAsync("orders");
            names.Add(rented.Name).Should().BeTrue();
            await rented.DisposeAsync();
            await GoneAsync(environment, rented.Name);
        }
    }

    [SkippableFact]
    public async Task Where_that_is_asked_for_the_next_renter_goes_on_with_the_connection_string_and_the_sessions_of_the_former_one()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new(environments => environments.ConfigureData(options => options.RentalReuse = RentalReuse.SamePassword));
        await using TestEnvironment environment = await lab.OpenAsync(lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id"));
        HashSet<string> connections = [];
        HashSet<object?> sessions = [];
        for (int i = 0; i < 10; i++)
        {
            await using RentedDatabase rented = await environment.RentDatabaseAsync("orders");
            connections.Add(rented.ConnectionString);
            await using NpgsqlConnection pooled = new(rented.ConnectionString);
            await pooled.OpenAsync();
            sessions.Add(pooled.ProcessID);
            (await new NpgsqlCommand("INSERT INTO a VALUES (9); SELECT string_agg(id::text, ' ') FROM a", pooled).ExecuteScalarAsync()).Should().Be("1 9", "renter {0} has what the template has", i);
        }

        connections.Should().HaveCountLessThan(10);
        sessions.Should().HaveSameCount(connections);
    }

    [SkippableFact]
    public async Task What_waits_for_the_next_renter_ends_with_the_environment()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment bystander = await _lab.OpenAsync("a.sql");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        string name = environment.Snapshot.Find(DataLab.Orders)!.ExternalName;
        RentedDatabase[] rented = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => environment.RentDatabaseAsync("orders")));
        await Task.WhenAll(rented.Select(each => each.DisposeAsync().AsTask()));

        await environment.TerminateAsync();

        string left = $"SELECT (SELECT count(*) FROM pg_database WHERE datname LIKE '{name}%') + (SELECT count(*) FROM pg_roles WHERE rolname LIKE '{name}%') + (SELECT count(*) FROM pg_stat_activity WHERE datname LIKE '{name}%')";
        (await DataLab.QueryAsync(bystander.ConnectionString("orders"), left)).Should().Be(0L);
    }

    [SkippableFact]
    public async Task More_than_may_be_live_are_told_why()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new(environments => environments.ConfigureData(options => (options.MaximumRentedDatabases, options.RentTimeout) = (2, TimeSpan.FromSeconds(1))));
        await using TestEnvironment environment = await lab.OpenAsync(lab.Write("a.sql", "CREATE TABLE a ()"));
        await using RentedDatabase one = await environment.RentDatabaseAsync("orders");
        await using RentedDatabase two = await environment.RentDatabaseAsync("orders");
        Func<Task> third = () => environment.RentDatabaseAsync("orders");
        await third.Should().ThrowAsync<EnvironmentException>().WithMessage("*database/orders of environment 'lab'*2 databases like it are live*raise DataOptions.MaximumRentedDatabases*");
    }

    [SkippableFact]
    public async Task Who_finds_as_many_live_as_may_be_waits_until_one_is_given_back()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        RentedDatabase[] rented = [await environment.RentDatabaseAsync("orders"), await environment.RentDatabaseAsync("orders"), await environment.RentDatabaseAsync("orders"), await environment.RentDatabaseAsync("orders")];
        Task<RentedDatabase> waiting = environment.RentDatabaseAsync("orders");
        waiting.IsCompleted.Should().BeFalse("four are live");
        await rented[0].DisposeAsync();
        await (await waiting).DisposeAsync();
    }

    [SkippableFact]
    public async Task What_was_not_given_back_goes_with_the_environment()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment bystander = await _lab.OpenAsync("a.sql");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        await environment.TerminateAsync();
        (await DataLab.QueryAsync(bystander.ConnectionString("orders"), $"SELECT count(*) FROM pg_database WHERE datname = '{rented.Name}'")).Should().Be(0L);
        (await DataLab.QueryAsync(bystander.ConnectionString("orders"), $"SELECT count(*) FROM pg_roles WHERE rolname = '{rented.Name}'")).Should().Be(0L);
        Func<Task> late = () => environment.RentDatabaseAsync("orders");
        await late.Should().ThrowAsync<EnvironmentException>().WithMessage("*the environment is Terminated*");
        await rented.DisposeAsync();
    }

    [SkippableFact]
    public async Task Two_hundred_at_once_are_apart_bounded_and_all_gone_at_the_end()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new(environments => environments.ConfigureData(options => (options.MaximumRentedDatabases, options.RentTimeout) = (24, TimeSpan.FromMinutes(5))));
        lab.Write("a.sql", "CREATE TABLE a AS SELECT 0 AS id");
        await using TestEnvironment bystander = await lab.OpenAsync("a.sql");
        await using TestEnvironment environment = await lab.OpenAsync("a.sql");
        int live = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(1, 200).Select(test => Task.Run(async () =>
        {
            await using RentedDatabase rented = await environment.RentDatabaseAsync("orders");
            most = Math.Max(most, Interlocked.Increment(ref live));
            (await DataLab.QueryAsync(rented.ConnectionString, $"INSERT INTO a VALUES ({test}); SELECT string_agg(id::text, ' ' ORDER BY id) FROM a")).Should().Be($"0 {test}");
            Interlocked.Decrement(ref live);
        })));
        most.Should().BeInRange(1, 24);
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT string_agg(id::text, ' ') FROM a")).Should().Be("0");
        await environment.TerminateAsync();
        string name = environment.Snapshot.Find(DataLab.Orders)!.ExternalName;
        (await DataLab.QueryAsync(bystander.ConnectionString("orders"), $"SELECT count(*) FROM pg_database WHERE datname LIKE '{name}%'")).Should().Be(0L);
    }

    [SkippableFact]
    public async Task A_database_without_data_can_be_rented_too_and_has_its_schemas()
    {
        DataLab.RequirePostgreSql();
        EnvironmentSpec spec = new("lab", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Schemas = ["sales"] }] };
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(spec);
        await using RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        (await DataLab.QueryAsync(rented.ConnectionString, "CREATE TABLE sales.a (); SELECT to_regclass('sales.a') IS NOT NULL")).Should().Be(true);
    }

    [SkippableFact]
    public async Task A_provider_that_hands_out_none_is_named()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment existing = await _lab.OpenAsync("a.sql");
        EnvironmentSpec spec = new("lab", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Existing = new Secret(existing.ConnectionString("orders")) }] };
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(spec);
        Func<Task> rent = () => environment.RentDatabaseAsync("orders");
        await rent.Should().ThrowAsync<EnvironmentException>().WithMessage("*its provider 'external' hands out none*");
        Func<Task> unknown = () => environment.RentDatabaseAsync("order");
        (await unknown.Should().ThrowAsync<ComponentNotFoundException>()).Which.NearestName.Should().Be("database/orders");
    }

    /// <summary>Waits until a database and its role are gone: they are dropped beside their former renter, who does not wait for it.</summary>
    private static async Task<NpgsqlConnection> OpenUnpooledAsync(string connectionString)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task EndedAsync(NpgsqlConnection connection)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(30), TimeProvider.System);
        try
        {
            while (true)
            {
                await new NpgsqlCommand("SELECT 1", connection).ExecuteScalarAsync(bound.Token);
                await Task.Delay(5, bound.Token);
            }
        }
        catch (NpgsqlException)
        {
            // The server has ended it.
        }
    }

    private static async Task GoneAsync(TestEnvironment environment, string name)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(30), TimeProvider.System);
        string lookUp = $"SELECT (SELECT count(*) FROM pg_database WHERE datname = '{name}') + (SELECT count(*) FROM pg_roles WHERE rolname = '{name}')";
        while ((long)(await DataLab.QueryAsync(environment.ConnectionString("orders"), lookUp))! > 0)
        {
            await Task.Delay(20, bound.Token);
        }
    }
}

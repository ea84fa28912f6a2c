using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data.Tests;

/// <summary>Environments in a PostgreSQL server that was there before them.</summary>
[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class ExistingServerTests : IAsyncLifetime
{
    private ExistingServerLab? _lab;

    private ExistingServerLab Lab => _lab!;

    public async Task InitializeAsync() => _lab = await ExistingServerLab.CreateAsync();

    public Task DisposeAsync() => _lab?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    [SkippableFact]
    public async Task Environments_have_databases_of_their_own_in_it_and_leave_nothing_there()
    {
        string before = await Lab.ContentsAsync();
        await using EnvironmentManager manager = Lab.Manage();
        TestEnvironment[] made = await Task.WhenAll(manager.OpenAsync(Lab.Spec()), manager.OpenAsync(Lab.Spec()));
        string first = made[0].ConnectionString("goods");
        string second = made[1].ConnectionString("goods");

        (await GoodsAsync(first)).Should().Be("tea");
        await DataLab.QueryAsync(first, "INSERT INTO goods VALUES ('coffee'); CREATE TABLE sales.mine ()");
        await using (RentedDatabase rented = await made[0].RentDatabaseAsync("goods"))
        {
            (await GoodsAsync(rented.ConnectionString)).Should().Be("tea");
        }

        (await GoodsAsync(second)).Should().Be("tea");
        NpgsqlConnectionStringBuilder stranger = new(second) { Username = made[0].Output(ComponentName.Database("goods"), OutputNames.Username), Password = made[0].Output(ComponentName.Database("goods"), OutputNames.Password) };
        await FluentActions.Awaiting(() => GoodsAsync(stranger.ConnectionString)).Should().ThrowAsync<PostgresException>();
        (await made[0].ResetAsync()).Components[ComponentName.Data("goods")].Way.Should().Be(ResetWay.Swap);
        (await GoodsAsync(first)).Should().Be("tea");
        await manager.StopAsync(made[0].Id);
        await FluentActions.Awaiting(() => GoodsAsync(first)).Should().ThrowAsync<NpgsqlException>();
        await manager.StartAsync(made[0].Id);
        (await GoodsAsync(first)).Should().Be("tea");

        await Task.WhenAll(made.Select(each => each.DisposeAsync().AsTask()));
        (await Lab.ContentsAsync()).Should().Be(before);
    }

    [SkippableFact]
    public async Task An_extension_reaches_all_that_an_environment_has_there()
    {
        await using EnvironmentManager manager = Lab.Manage();
        await using TestEnvironment made = await manager.OpenAsync(Lab.Spec());
        await using RentedDatabase rented = await made.RentDatabaseAsync("goods");

        EnvironmentSnapshot extended = await manager.ExtendAsync(made.Id, TimeSpan.FromHours(40));

        string expiry = new OwnershipMarks("lab", made.Id, ComponentName.Database("goods"), "tests", extended.ExpiresAt).ToDictionary()[OwnershipMarks.ExpiresAtMark];
        string marked = $"FROM pg_database d JOIN pg_shdescription s ON s.objoid = d.oid AND s.classoid = 'pg_database'::regclass WHERE s.description LIKE '%{made.Id}%'";
        (await DataLab.QueryAsync(Lab.Superuser, $"SELECT count(*) > 1 {marked}")).Should().Be(true);
        (await DataLab.QueryAsync(Lab.Superuser, $"SELECT count(*) {marked} AND s.description NOT LIKE '%{expiry}%' AND d.datname NOT LIKE 'lumina-copy-%'")).Should().Be(0L);
    }

    [SkippableFact]
    public async Task A_role_that_is_left_of_a_rented_database_is_the_components_and_is_extended_with_it()
    {
        await using EnvironmentManager manager = Lab.Manage();
        await using TestEnvironment made = await manager.OpenAsync(Lab.Spec());
        RentedDatabase rented = await made.RentDatabaseAsync("goods");
        await DataLab.QueryAsync(Lab.Superuser, $"DROP DATABASE \"{rented.Name}\" WITH (FORCE)");

        EnvironmentSnapshot extended = await manager.ExtendAsync(made.Id, TimeSpan.FromHours(40));

        await using DatabaseServers servers = DataLab.Servers;
        List<FoundComponent> found = await servers.PostgreSql(Lab.Admin).ListAsync(new ListScope { EnvironmentId = made.Id }, made.Snapshot.Find(ComponentName.Database("goods"))!.Location!, default).ToListAsync();
        found.Should().ContainSingle("whoever sweeps it would take the component with it").Which.ExternalName.Should().Be(made.Snapshot.Find(ComponentName.Database("goods"))!.ExternalName);
        string role = (string)(await DataLab.QueryAsync(Lab.Superuser, $"SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '{rented.Name}'"))!;
        role.Should().Contain(new OwnershipMarks("lab", made.Id, ComponentName.Database("goods"), "tests", extended.ExpiresAt).ToDictionary()[OwnershipMarks.ExpiresAtMark]);
    }

    [SkippableFact]
    public async Task A_rented_database_that_does_not_go_keeps_its_place_and_goes_with_its_environment()
    {
        string before = await Lab.ContentsAsync();
        await using EnvironmentManager manager = Lab.Manage(data: options => (options.MaximumRentedDatabases, options.RentTimeout) = (1, TimeSpan.FromSeconds(1)));
        await using TestEnvironment made = await manager.OpenAsync(Lab.Spec());
        RentedDatabase rented = await made.RentDatabaseAsync("goods");
        await using (NpgsqlConnection superuser = new(new NpgsqlConnectionStringBuilder(Lab.Superuser) { Database = rented.Name, Pooling = false }.ConnectionString))
        {
            await superuser.OpenAsync();
            await rented.DisposeAsync();

            Func<Task> next = () => made.RentDatabaseAsync("goods");
            (await next.Should().ThrowAsync<EnvironmentException>("an administrator who is no superuser ends no session of one")).Which.Message.Should().Contain("1 databases like it are live");
        }

        await made.TerminateAsync();
        (await Lab.ContentsAsync()).Should().Be(before);
    }

    [SkippableFact]
    public async Task Nothing_is_left_by_an_administrator_either_who_may_do_everything()
    {
        string before = await Lab.ContentsAsync();
        await using EnvironmentManager manager = Lab.Manage(Lab.Superuser);
        await using (TestEnvironment made = await manager.OpenAsync(Lab.Spec()))
        {
            await DataLab.QueryAsync(made.ConnectionString("goods"), "INSERT INTO goods VALUES ('coffee')");
            (await made.ResetAsync()).Components[ComponentName.Data("goods")].Way.Should().Be(ResetWay.Difference, "a superuser sees what differs");
        }

        (await Lab.ContentsAsync()).Should().Be(before);
    }

    [SkippableFact]
    public async Task What_a_dead_process_has_left_there_is_swept_by_its_marks_with_all_that_belongs_to_it()
    {
        string before = await Lab.ContentsAsync();
        EnvironmentSnapshot left;
        await using (EnvironmentManager dead = Lab.Manage())
        {
            left = await dead.ProvisionAsync(Lab.Spec());
        }

        (await Lab.ContentsAsync()).Should().Contain("database lumina-template-", "it is kept for resets");
        await ExpireAsync();
        await using EnvironmentManager manager = Lab.Manage();
        await using EnvironmentManager stranger = Lab.Manage(installation: "another");

        (await stranger.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero })).Items.Should().BeEmpty();
        SweepReport report = await manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

        report.Items.Should().ContainSingle(item => item.Name == left.Find(ComponentName.Database("goods"))!.ExternalName).Which.Outcome.Should().Be(SweepOutcome.Removed);
        (await Lab.ContentsAsync()).Should().Be(before);
    }

    [SkippableFact]
    public async Task What_goes_by_the_same_name_and_bears_no_marks_is_left_alone()
    {
        await DataLab.QueryAsync(Lab.Superuser, "CREATE DATABASE \"goods-1\" OWNER maker");
        await using DatabaseServers servers = DataLab.Servers;
        EnvironmentId id = EnvironmentId.Create(DateTimeOffset.UnixEpoch, new byte[10]);
        DatabaseSpec spec = new("goods", DatabaseType.PostgreSql);
        ComponentContext context = new()
        {
            EnvironmentId = id,
            EnvironmentName = "guest",
            Component = spec.ComponentName,
            ExternalName = "goods-1",
            Marks = new OwnershipMarks("lab", id, spec.ComponentName, "tests", ExpiresAt: null),
            Credentials = new Dictionary<string, Secret> { [DatabaseSpec.PasswordCredential] = new Secret("some password") },
        };

        foreach (Func<PostgreSqlDatabases, Task> call in (Func<PostgreSqlDatabases, Task>[])[databases => databases.CreateAsync(spec, context, default), databases => databases.DropAsync(context, default), databases => databases.RefuseConnectionsAsync(context, default)])
        {
            await FluentActions.Awaiting(() => call(servers.PostgreSql(Lab.Admin))).Should().ThrowAsync<ProviderException>().WithMessage("The database 'goods-1' bears no marks and is left alone.*");
        }

        (await DataLab.QueryAsync(Lab.Superuser, "SELECT datallowconn FROM pg_database WHERE datname = 'goods-1'")).Should().Be(true);
    }

    [SkippableFact]
    public async Task Its_administrator_is_in_no_output_and_components_in_a_network_are_told_its_name_there()
    {
        await using EnvironmentManager manager = Lab.Manage(Lab.Admin + ";Keepalive=7", server => (server.NetworkHost, server.NetworkPort) = ("db.internal", 6000));
        await using TestEnvironment made = await manager.OpenAsync(Lab.Spec());

        ComponentOutputs outputs = made.Snapshot.Find(ComponentName.Database("goods"))!.Outputs;
        outputs.Find(OutputNames.ConnectionString, Vantage.Network)!.Reveal().Should().Contain("Host=db.internal;Port=6000").And.Contain("Keepalive=7", "what else the administrator's says holds here, too");
        outputs.Find(OutputNames.ConnectionString)!.Reveal().Should().Contain("Host=127.0.0.1");
        outputs.Where(output => output.Reveal().Contains("a password of its own", StringComparison.Ordinal) || output.Reveal().Contains("maker", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("Password=wrong", null, "password authentication failed for user \"maker\"")]
    [InlineData("Username=powerless", null, "On the server 'team', 'powerless' may not make databases and roles")]
    [InlineData("Port=1", null, "The server 'team' can't be used: ")]
    [InlineData("Port=5432;Host=no-such-host.invalid", null, "The server 'team' can't be used: ")]
    [InlineData("", "9", "'9' is wanted, and the server 'team' has ")]
    public async Task What_stands_in_the_way_is_a_fault_before_anything_is_made(string change, string? version, string words)
    {
        await using EnvironmentManager manager = Lab.Manage(new NpgsqlConnectionStringBuilder($"{Lab.Admin};{change}").ConnectionString);

        Func<Task> open = () => manager.OpenAsync(Lab.Spec(spec => spec with { Version = version }));

        (await open.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Message.Should().Contain(words).And.NotContain("a password of its own");
    }

    [SkippableFact]
    public async Task A_database_that_must_be_encrypted_needs_to_be_told_that_the_server_is()
    {
        EnvironmentSpec spec = Lab.Spec(database => database with { Encrypted = true, MultiAz = true });
        await using EnvironmentManager manager = Lab.Manage();
        await using EnvironmentManager encrypting = Lab.Manage(configure: server => server.IsEncrypted = true);

        (await FluentActions.Awaiting(() => manager.PlanAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Message.Should().Contain("IsEncrypted");
        (await encrypting.PlanAsync(spec)).ToString().Should().Contain("multiAz does not apply");
    }

    [SkippableFact]
    public async Task Another_server_under_the_same_name_is_not_touched()
    {
        await using ExistingServerLab another = await ExistingServerLab.CreateAsync();
        string contents = await another.ContentsAsync();
        await using EnvironmentManager manager = Lab.Manage();
        await using TestEnvironment made = await manager.OpenAsync(Lab.Spec());
        await using DatabaseServers servers = DataLab.Servers;
        ExistingServerProvider moved = new(new ExistingPostgreSql(ExistingServerLab.Name, another.Admin, new DatabaseServerOptions(), servers), TimeProvider.System);
        ComponentSnapshot component = made.Snapshot.Find(ComponentName.Database("goods"))!;
        ComponentContext context = new()
        {
            EnvironmentId = made.Id,
            EnvironmentName = "guest",
            Component = component.Name,
            ExternalName = component.ExternalName,
            Location = component.Location,
            Marks = new OwnershipMarks("lab", made.Id, component.Name, "tests", ExpiresAt: null),
        };

        Func<Task> destroy = () => moved.DestroyAsync(context, default).AsTask();

        await destroy.Should().ThrowAsync<ProviderException>().WithMessage("database/goods was made in the server at 127.0.0.1:*nothing was touched*");
        (await another.ContentsAsync()).Should().Be(contents);
    }

    private static async Task<string> GoodsAsync(string connectionString) => (string)(await DataLab.QueryAsync(connectionString, "SELECT string_agg(name, ' ') FROM goods"))!;

    /// <summary>As if all that bears an expiry had been made long ago.</summary>
    private Task ExpireAsync() => DataLab.QueryAsync(Lab.Superuser, """
        DO $$ DECLARE entry record; BEGIN
            FOR entry IN
                SELECT 'DATABASE' AS kind, datname AS name, shobj_description(oid, 'pg_database') AS said FROM pg_database
                UNION ALL SELECT 'ROLE', rolname, shobj_description(oid, 'pg_authid') FROM pg_roles
            LOOP
                IF entry.said LIKE '%"lab"%' THEN
                    EXECUTE format('COMMENT ON %s %I IS %L', entry.kind, entry.name, regexp_replace(entry.said, '"lumina-expires-at":"[^"]*"', '"lumina-expires-at":"2001-01-01T00:00:00.0000000Z"'));
                END IF;
            END LOOP;
        END $$
        """);
}

using System.Runtime.Versioning;
using MySqlConnector;

namespace Lumina.Environments.Local.Tests.MariaDb;

/// <summary>Environments in a MariaDB server that was there before them.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Databases")]
public sealed class ExistingMariaDbTests
{
    /// <summary>What the administrator of a managed server has: not all, and none to end the sessions of others.</summary>
    private const string FewRights =
        "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER";

    [SkippableTheory]
    [InlineData("ALL")]
    [InlineData(FewRights)]
    public async Task Environments_have_databases_of_their_own_in_it_and_leave_nothing_there(string rights)
    {
        LocalLab.RequireMariaDb();
        await using MariaDbScene server = new();
        await using TestEnvironment somebodys = await server.OpenAsync();
        string superuser = somebodys.Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString);
        await MariaDbScene.QueryAsync(superuser, $"CREATE USER maker IDENTIFIED BY 'a password of its own'; GRANT {rights} ON *.* TO maker WITH GRANT OPTION");
        string before = await ContentsAsync(superuser);
        string admin = new MySqlConnectionStringBuilder(somebodys.ConnectionString("orders")) { UserID = "maker", Password = "a password of its own", Database = "" }.ConnectionString;
        server.Write("goods.sql", "CREATE TABLE goods AS SELECT 'tea' AS name");
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .UseDatabaseServer("team", DatabaseType.MySql, new Secret(admin))
            .Configure(options => (options.AllowVolatileStore, options.BaseDirectory) = (true, server.BaseDirectory)));

        await using (TestEnvironment made = await manager.OpenAsync(LocalLab.Spec(new DatabaseSpec("goods", DatabaseType.MySql) { Data = TestData.FromSqlFiles("goods.sql") })))
        {
            string goods = made.ConnectionString("goods");
            await MariaDbScene.QueryAsync(goods, "INSERT INTO goods VALUES ('nut')");
            await using (RentedDatabase rented = await made.RentDatabaseAsync("goods"))
            {
                (await MariaDbScene.QueryAsync(rented.ConnectionString, "SELECT count(*) FROM goods")).Should().Be(1L);
            }

            await made.ResetAsync();
            (await MariaDbScene.QueryAsync(goods, "SELECT count(*) FROM goods")).Should().Be(1L);
            made.Output(ComponentName.Database("goods"), OutputNames.AdminConnectionString).Should().NotContain("a password of its own");
        }

        (await ContentsAsync(superuser)).Should().Be(before);
    }

    [SkippableFact]
    public async Task Two_processes_that_rent_and_reset_at_once_share_a_template_and_leave_nothing_there()
    {
        LocalLab.RequireMariaDb();
        await using MariaDbScene server = new();
        await using TestEnvironment somebodys = await server.OpenAsync();
        string admin = somebodys.Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString);
        string before = await ContentsAsync(admin);
        server.Write("goods.sql", "CREATE TABLE goods AS SELECT 'tea' AS name, uuid() AS made");
        InMemoryEnvironmentStore store = new();
        await using EnvironmentManager one = Manager();
        await using EnvironmentManager other = Manager();
        EnvironmentSnapshot made = await one.ProvisionAsync(LocalLab.Spec(new DatabaseSpec("goods", DatabaseType.MySql) { Data = TestData.FromSqlFiles("goods.sql") }));

        RentedDatabase[] rented = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => (number % 2 == 0 ? one : other).RentDatabaseAsync(made.Id, "goods")));
        object?[] seeded = await Task.WhenAll(rented.Select(each => MariaDbScene.QueryAsync(each.ConnectionString, "SELECT made FROM goods")));
        await Task.WhenAll(rented.Select(each => MariaDbScene.QueryAsync(each.ConnectionString, "INSERT INTO goods VALUES ('nut', uuid())")));
        await other.ResetAsync(made.Id);

        seeded.Should().AllBeEquivalentTo(seeded[0], "its sources were run once");
        (await MariaDbScene.QueryAsync(made.Find(ComponentName.Database("goods"))!.Outputs.Find(OutputNames.ConnectionString)!.Secret!.Reveal(), "SELECT made FROM goods")).Should().Be(seeded[0]);
        await Task.WhenAll(rented.Select(each => each.DisposeAsync().AsTask()));
        await other.TerminateAsync(made.Id);
        (await ContentsAsync(admin)).Should().Be(before);

        EnvironmentManager Manager() => EnvironmentManager.Create(environments => environments
            .UseStore(store)
            .UseDatabaseServer("team", DatabaseType.MySql, new Secret(admin))
            .Configure(options => (options.AllowVolatileStore, options.BaseDirectory) = (true, server.BaseDirectory)));
    }

    [SkippableFact]
    public async Task Who_may_not_end_sessions_is_told_so_by_a_stop_and_ends_an_environment_whose_sessions_hold_nothing()
    {
        LocalLab.RequireMariaDb();
        await using MariaDbScene server = new();
        await using TestEnvironment somebodys = await server.OpenAsync();
        string superuser = somebodys.Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString);
        await MariaDbScene.QueryAsync(superuser, $"CREATE USER maker IDENTIFIED BY 'a password of its own'; GRANT {FewRights} ON *.* TO maker WITH GRANT OPTION");
        string before = await ContentsAsync(superuser);
        string admin = new MySqlConnectionStringBuilder(somebodys.ConnectionString("orders")) { UserID = "maker", Password = "a password of its own", Database = "" }.ConnectionString;
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .UseDatabaseServer("team", DatabaseType.MySql, new Secret(admin))
            .Configure(options => options.AllowVolatileStore = true));
        TestEnvironment made = await manager.OpenAsync(LocalLab.Spec(new DatabaseSpec("goods", DatabaseType.MySql)));
        await using MySqlConnection open = new(new MySqlConnectionStringBuilder(made.ConnectionString("goods")) { Pooling = false }.ConnectionString);
        await open.OpenAsync();

        (await FluentActions.Awaiting(() => manager.StopAsync(made.Id)).Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("The administrator may not end sessions of others: give him CONNECTION ADMIN, or close them.");
        await made.DisposeAsync();

        (await ContentsAsync(superuser)).Should().Be(before);
    }

    private static async Task<string> ContentsAsync(string superuser) =>
        (string)(await MariaDbScene.QueryAsync(superuser, "SELECT group_concat(name ORDER BY name) FROM (SELECT schema_name AS name FROM information_schema.schemata UNION ALL SELECT concat('user ', user) FROM mysql.user) AS everything"))!;
}

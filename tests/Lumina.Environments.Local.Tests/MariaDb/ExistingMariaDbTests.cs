using System.Runtime.Versioning;
using MySqlConnector;

namespace Lumina.Environments.Local.Tests.MariaDb;

/// <summary>Environments in a MariaDB server that was there before them.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Databases")]
public sealed class ExistingMariaDbTests
{
    [SkippableFact]
    public async Task Environments_have_databases_of_their_own_in_it_and_leave_nothing_there()
    {
        LocalLab.RequireMariaDb();
        await using MariaDbScene server = new();
        await using TestEnvironment somebodys = await server.OpenAsync();
        string superuser = somebodys.Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString);
        await MariaDbScene.QueryAsync(superuser, "CREATE USER maker IDENTIFIED BY 'a password of its own'; GRANT ALL ON *.* TO maker WITH GRANT OPTION");
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

    private static async Task<string> ContentsAsync(string superuser) =>
        (string)(await MariaDbScene.QueryAsync(superuser, "SELECT group_concat(name ORDER BY name) FROM (SELECT schema_name AS name FROM information_schema.schemata UNION ALL SELECT concat('user ', user) FROM mysql.user) AS everything"))!;
}

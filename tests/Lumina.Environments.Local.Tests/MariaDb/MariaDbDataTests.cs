using System.Data.Common;
using System.Runtime.Versioning;
using MySqlConnector;

namespace Lumina.Environments.Local.Tests.MariaDb;

[SupportedOSPlatform("linux")]
[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class MariaDbDataTests : IAsyncLifetime
{
    private const string Schema = """
        /*!40101 SET NAMES utf8mb4 */;
        -- The parent; its children come after it.
        CREATE TABLE a (id int PRIMARY KEY AUTO_INCREMENT, name varchar(40) NOT NULL);
        CREATE TABLE b (a int NOT NULL, FOREIGN KEY (a) REFERENCES a (id));
        DELIMITER ;;
        CREATE TRIGGER louder BEFORE INSERT ON a FOR EACH ROW BEGIN
          SET NEW.name = upper(NEW.name);
          SET @said = 'a;;b';
        END;;
        DELIMITER ;
        INSERT INTO a (name) VALUES ('it''s; \'one\''), ("two");
        INSERT INTO b VALUES (1), (2)
        """;

    private readonly MariaDbScene _scene = new(environments => environments.ConfigureData(options => (options.MaximumRentedDatabases, options.RentTimeout) = (3, TimeSpan.FromSeconds(1))));

    public Task InitializeAsync()
    {
        _scene.Write("schema.sql", Schema);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _scene.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Neither_the_database_nor_a_rented_one_takes_all_connections_of_the_server()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment environment = await _scene.OpenAsync();
        await using RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        (await MariaDbScene.QueryAsync(environment.ConnectionString("orders"), "SELECT @@max_user_connections")).Should().Be(140);
        (await MariaDbScene.QueryAsync(rented.ConnectionString, "SELECT @@max_user_connections")).Should().Be(140, "where three are rented at most, a share is as much as may be");
    }

    [SkippableFact]
    public async Task Files_and_code_are_put_in_one_after_another()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment environment = await _scene.OpenAsync(TestData.FromSqlFiles("schema.sql").Then(TestData.From(AddAsync)));
        (await MariaDbScene.QueryAsync(environment.ConnectionString("orders"), "SELECT group_concat(name ORDER BY id SEPARATOR '|') FROM a")).Should().Be("IT'S; 'ONE'|TWO|CODE");

        static async Task AddAsync(DbConnection connection, CancellationToken cancellationToken)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "INSERT INTO a (name) VALUES ('code')";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    [SkippableTheory]
    [InlineData("CREATE TABLE c (id int);\n\nINSERT INTO c\nVALUES ('x', 1);", "bad.sql(3): Column count doesn't match value count at row 1 (error 1136, SQLSTATE 21S01)", "the statement's line")]
    [InlineData("SELECT 1;\nCREATE TABLE c (\n  id int,,\n  x int);", "bad.sql(3): You have an error in your SQL syntax", "the line within it where the server says so")]
    [InlineData("START TRANSACTION;\nINSERT INTO a (name) VALUES ('x');", "bad.sql: a transaction is still open at its end", "nothing is lost without a word")]
    [InlineData("SELECT 1;\nSELECT 'x;\n", "bad.sql(2): A quote (') is not closed.", "before anything is touched")]
    [InlineData("SET PASSWORD = PASSWORD('other');", "one of them changes the password", "nobody else could connect")]
    public async Task What_cannot_be_run_takes_the_environment_down_and_says_where(string sql, string problem, string reason)
    {
        LocalLab.RequireMariaDb();
        _scene.Write("bad.sql", sql);
        Func<Task> opening = () => _scene.OpenAsync(TestData.FromSqlFiles("schema.sql", "bad.sql"));
        (await opening.Should().ThrowAsync<EnvironmentException>(reason)).WithMessage($"*{problem}*");
    }

    [Fact]
    public async Task A_source_that_it_does_not_take_is_a_fault()
    {
        _scene.Write("a.csv", "id\n1");
        Func<Task> opening = () => _scene.OpenAsync(TestData.FromCsvFile("a", "a.csv"));
        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*'mysql' declined: CSV and JSON files are put into PostgreSQL databases only; use SQL files or code*");
    }

    [SkippableFact]
    public async Task A_reset_gives_the_seeded_state_back_and_keeps_sessions()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment environment = await _scene.OpenAsync(TestData.FromSqlFiles("schema.sql"));
        await using MySqlConnection session = new(environment.ConnectionString("orders"));
        await session.OpenAsync();
        int id = session.ServerThread;
        await MariaDbScene.QueryAsync(session.ConnectionString + ";Password=" + new MySqlConnectionStringBuilder(environment.ConnectionString("orders")).Password, "DELETE FROM b; DELETE FROM a; INSERT INTO a (name) VALUES ('mine'); CREATE TABLE c (id int); DROP TRIGGER louder; CREATE FUNCTION f() RETURNS int RETURN 1");
        ResetReport report = await environment.ResetAsync();
        report.Components[ComponentName.Data("orders")].Should().Be(new ResetResult(ResetWay.Remade, KeptSessions: true));
        await using MySqlCommand command = new("INSERT INTO a (name) VALUES ('next'); SELECT concat_ws('|', max(id), max(name), (SELECT count(*) FROM b), connection_id(), (SELECT count(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE())) FROM a", session);
        (await command.ExecuteScalarAsync()).Should().Be($"3|TWO|2|{id}|0");
    }

    [SkippableFact]
    public async Task A_rented_database_has_the_data_and_what_is_done_in_it_is_seen_nowhere_else()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment environment = await _scene.OpenAsync(TestData.FromSqlFiles("schema.sql"));
        await using RentedDatabase one = await environment.RentDatabaseAsync("orders");
        await using RentedDatabase other = await environment.RentDatabaseAsync("orders");
        await MariaDbScene.QueryAsync(one.ConnectionString, "DELETE FROM b; DROP TABLE b");
        (await MariaDbScene.QueryAsync(other.ConnectionString, "SELECT count(*) FROM b")).Should().Be(2L);
        (await MariaDbScene.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM b")).Should().Be(2L);
        Func<Task> astray = () => MariaDbScene.QueryAsync(new MySqlConnectionStringBuilder(one.ConnectionString) { Database = other.Name }.ConnectionString, "SELECT 1");
        await astray.Should().ThrowAsync<MySqlException>();
    }

    [SkippableFact]
    public async Task More_than_may_be_live_wait_and_are_told_why_and_what_is_given_back_makes_room()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment environment = await _scene.OpenAsync(TestData.FromSqlFiles("schema.sql"));
        RentedDatabase[] rented = [await environment.RentDatabaseAsync("orders"), await environment.RentDatabaseAsync("orders"), await environment.RentDatabaseAsync("orders")];
        Func<Task> fourth = () => environment.RentDatabaseAsync("orders");
        await fourth.Should().ThrowAsync<EnvironmentException>().WithMessage("*3 databases like it are live*raise DataOptions.MaximumRentedDatabases*");
        await using MySqlConnection pooled = new(rented[0].ConnectionString);
        await pooled.OpenAsync();
        await rented[0].DisposeAsync();
        await using RentedDatabase next = await environment.RentDatabaseAsync("orders");
        string admin = environment.Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString);
        (await MariaDbScene.QueryAsync(admin, "SELECT count(*) FROM information_schema.SCHEMATA WHERE SCHEMA_COMMENT <> ''")).Should().Be(4L, "what was given back is dropped");
    }
}

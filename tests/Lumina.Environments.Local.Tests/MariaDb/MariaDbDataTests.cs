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

    private readonly MariaDbScene _scene = new(environments => environments.ConfigureData(options => (options.MaximumRentedDatabases, options.RentTimeout) = (3, TimeSpan.FromMinutes(1))));

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
        _scene.Write("a.redis", "SET a 1");
        Func<Task> opening = () => _scene.OpenAsync(TestData.FromRedisFile("a.redis"));
        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*'mysql' declined: RedisFileSource is no source for a mysql database*");
    }

    [SkippableFact]
    public async Task Rows_of_a_CSV_file_arrive_as_they_are()
    {
        LocalLab.RequireMariaDb();
        _scene.Write("c.sql", "CREATE TABLE `c d` (id int PRIMARY KEY AUTO_INCREMENT, `Na``me` varchar(40), amount decimal(30,10), made datetime, note varchar(9) DEFAULT 'none')");
        _scene.Write("c.csv", "\uFEFFid,\"Na`me\",amount,made\r\n0,\"it's; \"\"one\"\"\r\n\\n 😀\",12345678901234567890.0123456789,2024-02-29 10:00:00\r\n7,\"\",,\r\n9,,-1e2,2024-02-29T10:00:00\r\n");
        await using TestEnvironment environment = await _scene.OpenAsync(TestData.FromSqlFiles("c.sql").Then(TestData.FromCsvFile("c d", "c.csv")));

        string connection = environment.ConnectionString("orders");
        (await ReadAsync(connection, "SELECT json_array(id, `Na``me`, cast(amount AS char), cast(made AS char), note) FROM `c d` ORDER BY id")).Should().Equal(
            """[0, "it's; \"one\"\r\n\\n 😀", "12345678901234567890.0123456789", "2024-02-29 10:00:00", "none"]""",
            """[7, "", null, null, "none"]""",
            """[9, null, "-100.0000000000", "2024-02-29 10:00:00", "none"]""");
        (await MariaDbScene.QueryAsync(connection, "INSERT INTO `c d` (note) VALUES ('next') RETURNING id")).Should().Be(10);
    }

    [SkippableFact]
    public async Task Rows_of_a_JSON_file_arrive_as_they_are()
    {
        LocalLab.RequireMariaDb();
        _scene.Write("c.sql", "CREATE TABLE c (id int PRIMARY KEY AUTO_INCREMENT, name text DEFAULT 'none', amount decimal(30,10), ok bool, more json, flags bit(8)); CREATE TABLE d (c int, FOREIGN KEY (c) REFERENCES c (id))");
        _scene.Write("c.json", """
            {
              "c": [
                { "id": 0, "name": "it's; \"one\"\\n 😀", "amount": 12345678901234567890.0123456789, "ok": true, "more": { "a": [1, null, "é<", /* no more */] }, "flags": 5 },
                { "id": 3, "name": null, "amount": -1e2, "ok": false, "more": [], "flags": 0, }, // the last one with all
                {},
                { "name": "" },
              ],
              "d": [{ "c": 3 }]
            }
            """);
        await using TestEnvironment environment = await _scene.OpenAsync(TestData.FromSqlFiles("c.sql").Then(TestData.FromJsonFile("c.json")));

        string connection = environment.ConnectionString("orders");
        (await ReadAsync(connection, "SELECT json_array(id, name, cast(amount AS char), ok, more, flags + 0) FROM c ORDER BY id")).Should().Equal(
            """[0, "it's; \"one\"\\n 😀", "12345678901234567890.0123456789", 1, {"a":[1,null,"é<"]}, 5]""",
            """[3, null, "-100.0000000000", 0, [], 0]""",
            """[4, "none", null, null, null, null]""",
            """[5, "", null, null, null, null]""");
        (await MariaDbScene.QueryAsync(connection, "SELECT c FROM d")).Should().Be(3);
    }

    [SkippableFact]
    public async Task Many_rows_of_files_are_there_once_in_the_environment_after_a_reset_and_in_a_rented_database()
    {
        LocalLab.RequireMariaDb();
        const int Count = 2_345; // some more than go together
        _scene.Write("c.sql", "CREATE TABLE c (id int PRIMARY KEY, name text); CREATE TABLE d (id int PRIMARY KEY)");
        _scene.Write("c.csv", "id,name\n" + string.Join('\n', Enumerable.Range(1, Count).Select(id => $"{id},\"{new string('x', id % 999)}\"")));
        _scene.Write("d.json", $"[{string.Join(',', Enumerable.Range(1, Count).Select(id => $"{{\"id\":{id}}}"))}]");
        await using TestEnvironment environment = await _scene.OpenAsync(TestData.FromSqlFiles("c.sql").Then(TestData.FromCsvFile("c", "c.csv")).Then(TestData.FromJsonFile("d", "d.json")));
        string sums = $"{Enumerable.Range(1, Count).Sum()}|{Enumerable.Range(1, Count).Sum(id => id % 999)}|{Count}";
        const string Query = "SELECT concat_ws('|', sum(id), sum(length(name)), (SELECT count(*) FROM d)) FROM c";

        (await MariaDbScene.QueryAsync(environment.ConnectionString("orders"), Query)).Should().Be(sums);
        await MariaDbScene.QueryAsync(environment.ConnectionString("orders"), "DELETE FROM c");
        await environment.ResetAsync();
        (await MariaDbScene.QueryAsync(environment.ConnectionString("orders"), Query)).Should().Be(sums);
        await using RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        (await MariaDbScene.QueryAsync(rented.ConnectionString, Query)).Should().Be(sums);
    }

    [SkippableFact]
    public async Task Rows_go_by_the_thousand_into_a_table_of_an_engine_without_savepoints()
    {
        LocalLab.RequireMariaDb();
        _scene.Write("c.sql", "CREATE TABLE c (id int PRIMARY KEY) ENGINE = Aria");
        _scene.Write("c.csv", "id\n" + string.Join('\n', Enumerable.Range(1, 2_500)));
        _scene.Write("bad.csv", "id\n" + string.Join('\n', Enumerable.Range(3_000, 2_500)) + "\n3000\n");

        await using TestEnvironment environment = await _scene.OpenAsync(TestData.FromSqlFiles("c.sql").Then(TestData.FromCsvFile("c", "c.csv")));

        (await MariaDbScene.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM c")).Should().Be(2_500L);
        Func<Task> opening = () => _scene.OpenAsync(TestData.FromSqlFiles("c.sql").Then(TestData.FromCsvFile("c", "bad.csv")));
        (await opening.Should().ThrowAsync<EnvironmentException>()).WithMessage("*bad.csv(*): Duplicate entry '3000'*");
    }

    [SkippableTheory]
    [InlineData("id,name\n1,x\n2,\n3,y\n", "bad.csv(3): Column 'name' cannot be null")]
    [InlineData("id,name\n1,x\n2,\"\nz\"\nfour,y\n", "bad.csv(5): Incorrect integer value: 'four' for column")]
    [InlineData("id,name\n1,x\n2,12345678901234567890123456789012345678901\n", "bad.csv(3): Data too long for column 'name'")]
    [InlineData("id,name\n1,x\n1,y\n", "bad.csv(3): Duplicate entry '1' for key")]
    [InlineData("id,name\n1,x\n2\n", "bad.csv(3): the header names 2 columns, and here are 1 values.")]
    [InlineData("id,name\n1,x\n2,\"y\n", "bad.csv(3): a quote (\") is not closed.")]
    [InlineData("id,nome\n1,x\n", "bad.csv(1): Unknown column 'nome'")]
    [InlineData("", "bad.csv(1): there is no header")]
    public async Task A_row_of_a_CSV_file_that_does_not_fit_takes_the_environment_down_with_its_line(string csv, string problem)
    {
        LocalLab.RequireMariaDb();
        _scene.Write("bad.csv", csv);
        Func<Task> opening = () => _scene.OpenAsync(TestData.FromSqlFiles("schema.sql").Then(TestData.From((connection, token) => ClearAsync(connection, token))).Then(TestData.FromCsvFile("a", "bad.csv")));
        (await opening.Should().ThrowAsync<EnvironmentException>()).WithMessage($"*{problem}*");
    }

    [SkippableTheory]
    [InlineData("flag boolean", "true", "bad.csv(2): Incorrect integer value: 'true' for column")]
    [InlineData("at datetime", "2026-01-31T10:00:00Z", "bad.csv(2): Incorrect datetime value: '2026-01-31T10:00:00Z' for column")]
    [InlineData("body json", "plain", "bad.csv(2): CONSTRAINT `c.body` failed")]
    public async Task What_other_servers_read_and_this_one_does_not_is_refused_as_the_page_says(string column, string value, string problem)
    {
        LocalLab.RequireMariaDb();
        _scene.Write("c.sql", $"CREATE TABLE c ({column})");
        _scene.Write("bad.csv", $"{column.Split(' ')[0]}\n{value}\n");
        Func<Task> opening = () => _scene.OpenAsync(TestData.FromSqlFiles("c.sql").Then(TestData.FromCsvFile("c", "bad.csv")));
        (await opening.Should().ThrowAsync<EnvironmentException>()).WithMessage($"*{problem}*");
    }

    [SkippableFact]
    public async Task The_words_are_right_where_a_table_has_no_transactions_and_the_line_is_that_of_the_first_of_its_rows()
    {
        LocalLab.RequireMariaDb();
        _scene.Write("c.sql", "CREATE TABLE c (id int PRIMARY KEY) ENGINE = MyISAM");
        _scene.Write("bad.csv", "id\n1\n2\n2\n");
        Func<Task> opening = () => _scene.OpenAsync(TestData.FromSqlFiles("c.sql").Then(TestData.FromCsvFile("c", "bad.csv")));
        (await opening.Should().ThrowAsync<EnvironmentException>()).WithMessage("*bad.csv(2): Duplicate entry '2' for key*");
    }

    [SkippableTheory]
    [InlineData("""{ "a": [{ "id": 11, "name": "x" }, { "id": 12, "name": null }] }""", "bad.json(1): Column 'name' cannot be null")]
    [InlineData("{ \"b\": [\n{ \"a\": 1 },\n{ \"a\": 77 }] }", "bad.json(3): Cannot add or update a child row: a foreign key constraint fails")]
    [InlineData("""{ "nothing": [{ "id": 1 }] }""", "bad.json(1): Table '*nothing' doesn't exist")]
    [InlineData("""{ "a": [{ "id": 1, "id": 2 }] }""", "bad.json(1): Column 'id' specified twice")]
    [InlineData("""{ "a": [1] }""", "bad.json(1): Number is not expected here: a row of 'a' is an object whose members name the columns.")]
    public async Task A_row_of_a_JSON_file_that_does_not_fit_takes_the_environment_down_with_its_line(string json, string problem)
    {
        LocalLab.RequireMariaDb();
        _scene.Write("bad.json", json);
        Func<Task> opening = () => _scene.OpenAsync(TestData.FromSqlFiles("schema.sql").Then(TestData.FromJsonFile("bad.json")));
        (await opening.Should().ThrowAsync<EnvironmentException>()).WithMessage($"*{problem}*");
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
    public async Task More_than_may_be_live_wait_and_are_told_why()
    {
        LocalLab.RequireMariaDb();
        await using MariaDbScene impatient = new(environments => environments.ConfigureData(options => (options.MaximumRentedDatabases, options.RentTimeout) = (2, TimeSpan.FromSeconds(1))));
        await using TestEnvironment environment = await impatient.OpenAsync();
        await using RentedDatabase first = await environment.RentDatabaseAsync("orders");
        await using RentedDatabase second = await environment.RentDatabaseAsync("orders");
        Func<Task> third = () => environment.RentDatabaseAsync("orders");
        await third.Should().ThrowAsync<EnvironmentException>().WithMessage("*2 databases like it are live*raise DataOptions.MaximumRentedDatabases*");
    }

    [SkippableFact]
    public async Task What_is_given_back_makes_room_for_who_waits()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment environment = await _scene.OpenAsync(TestData.FromSqlFiles("schema.sql"));
        RentedDatabase[] rented = [await environment.RentDatabaseAsync("orders"), await environment.RentDatabaseAsync("orders"), await environment.RentDatabaseAsync("orders")];
        await using MySqlConnection pooled = new(rented[0].ConnectionString);
        await pooled.OpenAsync();
        Task<RentedDatabase> waiting = environment.RentDatabaseAsync("orders");
        await rented[0].DisposeAsync();
        await using RentedDatabase next = await waiting;
        string admin = environment.Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString);
        (await MariaDbScene.QueryAsync(admin, "SELECT count(*) FROM information_schema.SCHEMATA WHERE SCHEMA_COMMENT <> '' AND SCHEMA_NAME NOT LIKE 'lumina-template-%'")).Should().Be(4L, "what was given back is dropped");
    }

    private static async Task ClearAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "DELETE FROM b; DELETE FROM a";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<string>> ReadAsync(string connectionString, string query)
    {
        await using MySqlConnection connection = new(new MySqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using MySqlCommand command = new(query, connection);
        await using MySqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}

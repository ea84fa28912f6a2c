using System.Data.Common;
using System.Diagnostics;
using System.Runtime.Versioning;
using MySqlConnector;

namespace Lumina.Environments.Local.Tests.MariaDb;

/// <summary>Data that is put in once and copied after that.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class MariaDbTemplateTests : IAsyncLifetime
{
    private const string Everything = """
        ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_german1_ci;
        SET NAMES utf8mb4;
        CREATE TABLE egg (id int PRIMARY KEY AUTO_INCREMENT, hen int, name varchar(40) CHARACTER SET utf8mb4 NOT NULL DEFAULT 'ä; `b` ''c''' COMMENT 'a "comment"; with @signs ?', CHECK (length(name) < 30)) AUTO_INCREMENT = 7;
        CREATE TABLE hen (id int PRIMARY KEY, egg int, FOREIGN KEY (egg) REFERENCES egg (id) ON DELETE CASCADE);
        INSERT INTO egg (hen, name) VALUES (1, '😀'), (2, 'two');
        INSERT INTO hen VALUES (1, 7), (2, NULL);
        ALTER TABLE egg ADD CONSTRAINT of_hen FOREIGN KEY (hen) REFERENCES hen (id);
        DELETE FROM egg WHERE id = 8;
        CREATE TABLE `odd ``name` (`a b` int NOT NULL, twice int AS (`a b` * 2) STORED, thrice int AS (`a b` * 3) VIRTUAL, secret int INVISIBLE DEFAULT 5, made timestamp(6) NULL ON UPDATE current_timestamp(6), `zero` date DEFAULT '0000-00-00', INDEX (twice)) ENGINE = Aria;
        SET SESSION sql_mode = '';
        INSERT INTO `odd ``name` (`a b`, secret, made, `zero`) VALUES (1, 9, '2024-02-29 10:00:00.123456', '0000-00-00'), (1, DEFAULT, NULL, DEFAULT);
        CREATE TABLE kept (id int) ENGINE = MyISAM;
        CREATE TABLE made_up (a int AS (1) VIRTUAL);
        CREATE VIEW slashes AS SELECT 'a\\b' AS text;
        CREATE TABLE parts (id int NOT NULL, kind enum ('a', 'b'), body json, blob_ longblob, flags bit(3), price decimal(30, 10), PRIMARY KEY (id)) PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN MAXVALUE);
        INSERT INTO parts VALUES (0, 'a', '{"a": 1}', x'00ff27', b'101', 12345678901234567890.0123456789), (11, '', NULL, NULL, NULL, NULL);
        CREATE VIEW b_first AS SELECT e.name FROM egg e LEFT JOIN hen h ON h.egg = e.id;
        CREATE FUNCTION twice_of(n int) RETURNS int DETERMINISTIC RETURN n * 2;
        CREATE VIEW a_second AS SELECT name FROM b_first WHERE twice_of(1) = 2;
        DELIMITER ;;
        SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';;
        CREATE PROCEDURE add_egg(IN called varchar(40)) COMMENT 'adds' BEGIN SET @last = "called" || '!'; INSERT INTO "egg" (name) VALUES (@last); END;;
        SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';;
        CREATE FUNCTION z_last() RETURNS varchar(9) DETERMINISTIC RETURN 'a\b';;
        SET SESSION sql_mode = DEFAULT;;
        CREATE TRIGGER z_first BEFORE INSERT ON egg FOR EACH ROW SET NEW.name = upper(NEW.name);;
        CREATE TRIGGER a_second BEFORE INSERT ON egg FOR EACH ROW SET NEW.name = concat(NEW.name, '?');;
        CREATE TRIGGER after_it AFTER INSERT ON egg FOR EACH ROW INSERT INTO kept VALUES (NEW.id);;
        DELIMITER ;
        """;

    private readonly MariaDbScene _scene = new();
    private int _runs;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _scene.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Sources_are_run_once_and_everybody_has_what_they_made_then()
    {
        LocalLab.RequireMariaDb();
        TestData counted = TestData.From("counted", CountAsync);
        await using TestEnvironment first = await _scene.OpenAsync(counted);
        object? made = await MariaDbScene.QueryAsync(first.ConnectionString("orders"), "SELECT concat(count(*), ' ', max(id)) FROM counted");
        await using TestEnvironment second = await _scene.OpenAsync(counted);
        await first.ResetAsync();
        await using RentedDatabase rented = await second.RentDatabaseAsync("orders");

        _runs.Should().Be(1);
        foreach (string database in (string[])[first.ConnectionString("orders"), second.ConnectionString("orders"), rented.ConnectionString])
        {
            (await MariaDbScene.QueryAsync(database, "SELECT concat(count(*), ' ', max(id)) FROM counted")).Should().Be(made);
        }
    }

    [SkippableFact]
    public async Task A_copy_is_what_its_sources_make_and_acts_for_its_own_user()
    {
        LocalLab.RequireMariaDb();
        LocalLab.Require("mariadb", "mariadb-dump", "/usr/bin");
        _scene.Write("everything.sql", Everything);
        TestData files = TestData.FromSqlFiles("everything.sql");
        await using TestEnvironment seeded = await _scene.OpenAsync(files.Then(TestData.From((_, _) => Task.CompletedTask)));
        string expected = await DumpAsync(seeded.ConnectionString("orders"));
        (await seeded.ResetAsync()).Components[ComponentName.Data("orders")].Reason.Should().Be("its sources were run: of code without a key nothing is kept");
        await using TestEnvironment second = await _scene.OpenAsync(files);
        await using RentedDatabase rented = await second.RentDatabaseAsync("orders");
        (await second.ResetAsync()).Components[ComponentName.Data("orders")].Reason.Should().BeNull("it is a copy");

        (await DumpAsync(second.ConnectionString("orders"))).Should().Be(expected);
        (await DumpAsync(rented.ConnectionString)).Should().Be(expected);
        expected.Should().Contain("PROCEDURE \"add_egg\"").And.Contain("z_first").And.Contain("PARTITION `high`").And.Contain("latin1_german1_ci").And.Contain("😀");

        await MariaDbScene.QueryAsync(new MySqlConnectionStringBuilder(rented.ConnectionString) { AllowUserVariables = true }.ConnectionString, "CALL add_egg('x')");
        (await MariaDbScene.QueryAsync(rented.ConnectionString, "SELECT concat((SELECT group_concat(name ORDER BY id) FROM egg), (SELECT max(id) FROM egg) = (SELECT max(id) FROM kept))")).Should().Be("😀,X!?1");
        (await DumpAsync(second.ConnectionString("orders"))).Should().Be(expected, "nobody else sees it");
    }

    [SkippableTheory]
    [InlineData("CREATE SEQUENCE numbers", "SELECT nextval(numbers)", "it has the sequence numbers")]
    [InlineData("CREATE EVENT cleaning ON SCHEDULE EVERY 1 DAY DO DELETE FROM counted", "SELECT count(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()", "it has the event cleaning")]
    [InlineData("CREATE TABLE past (id int) WITH SYSTEM VERSIONING", "SELECT count(*) + 1 FROM past", "it has the versioned table past")]
    [InlineData("SET @sql = concat('CREATE FUNCTION own() RETURNS bigint READS SQL DATA RETURN (SELECT count(*) FROM `', DATABASE(), '`.counted)'); EXECUTE IMMEDIATE @sql", "SELECT own()", "it has the function own, which names its database")]
    [InlineData("CREATE TABLE part (id int) ENGINE = MyISAM; INSERT INTO part VALUES (1); CREATE TABLE whole (id int) ENGINE = MERGE UNION = (part)", "SELECT count(*) FROM whole", "it has the MRG_MyISAM table whole")]
    [InlineData("CREATE TABLE bytes (id varbinary(9) DEFAULT x'e4')", "SELECT count(*) + 1 FROM bytes", "it has the table bytes, whose definition is not in UTF-8")]
    [InlineData("SET time_zone = '+05:00'; CREATE TABLE days (at timestamp NOT NULL, day date AS (date(at)) STORED); INSERT INTO days (at) VALUES ('2020-01-01 01:00:00')", "SELECT count(*) FROM days WHERE day = '2020-01-01'", "it has the table days, of which a copy has other rows")]
    [InlineData("CREATE FUNCTION size_of(a varchar(9)) RETURNS bigint DETERMINISTIC RETURN char_length(a); ALTER DATABASE CHARACTER SET latin1", "SELECT size_of('☃')", "it has the function size_of, which was made under another collation of the database")]
    [InlineData("CREATE TABLE ones (a int AS (1) VIRTUAL); INSERT INTO ones VALUES ()", "SELECT count(*) FROM ones", "it has the table ones, of which a copy has other rows")]
    public async Task What_has_something_that_is_not_copied_is_put_in_by_its_sources_each_time(string statement, string query, string why)
    {
        LocalLab.RequireMariaDb();
        _scene.Write("unfit.sql", statement);
        TestData counted = TestData.From("counted", CountAsync).Then(TestData.FromSqlFiles("unfit.sql"));
        await using TestEnvironment first = await _scene.OpenAsync(counted);
        await using TestEnvironment second = await _scene.OpenAsync(counted);

        _runs.Should().Be(3, "once for the template that could not be");
        (await MariaDbScene.QueryAsync(second.ConnectionString("orders"), query)).Should().Be(1L);
        await NoMoreTemplatesThanAsync(first, 0);
        (await second.ResetAsync()).Components[ComponentName.Data("orders")].Reason.Should().Be($"its sources were run: {why}");
    }

    [SkippableFact]
    public async Task Another_text_of_a_file_is_other_data_and_only_so_many_templates_are_kept()
    {
        LocalLab.RequireMariaDb();
        await using MariaDbScene scene = new(environments => environments.ConfigureData(options => options.MaximumTemplates = 1));
        await using TestEnvironment somebodys = await scene.OpenAsync();
        foreach (string name in (string[])["tea", "nut", "tea"])
        {
            scene.Write("goods.sql", $"CREATE TABLE goods AS SELECT '{name}' AS name");
            for (int i = 0; i < 2; i++)
            {
                await using TestEnvironment environment = await scene.OpenAsync(TestData.FromSqlFiles("goods.sql"));
                (await MariaDbScene.QueryAsync(environment.ConnectionString("orders"), "SELECT group_concat(name) FROM goods")).Should().Be(name);
            }
        }

        await NoMoreTemplatesThanAsync(somebodys, 1);
    }

    [SkippableFact]
    public async Task Many_who_need_the_same_data_at_once_have_it_each_for_themselves()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment environment = await _scene.OpenAsync(TestData.From("counted", CountAsync));

        RentedDatabase[] all = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => environment.RentDatabaseAsync("orders")));

        _runs.Should().Be(1);
        await Task.WhenAll(all.Select((rented, i) => MariaDbScene.QueryAsync(rented.ConnectionString, $"UPDATE counted SET n = {i}")));
        (await Task.WhenAll(all.Select(rented => MariaDbScene.QueryAsync(rented.ConnectionString, "SELECT n FROM counted")))).Should().Equal(Enumerable.Range(0, 12).Cast<object>());
        await Task.WhenAll(all.Select(rented => rented.DisposeAsync().AsTask()));
    }

    private static async Task<object?> TemplatesAsync(TestEnvironment environment) => await MariaDbScene.QueryAsync(
        environment.Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString), "SELECT count(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'lumina-template-%'");

    // Those that are not wanted are dropped meanwhile.
    private static async Task NoMoreTemplatesThanAsync(TestEnvironment environment, long count)
    {
        for (int look = 0; look < 300 && await TemplatesAsync(environment) is long found && found > count; look++)
        {
            await Task.Delay(100);
        }

        (await TemplatesAsync(environment)).Should().Be(count);
    }

    private async Task CountAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE counted (n int, id char(36)); INSERT INTO counted VALUES (1, uuid())";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>All of a database as text, without its marks and in which its own name is one word.</summary>
    private static async Task<string> DumpAsync(string connectionString)
    {
        MySqlConnectionStringBuilder at = new(connectionString);
        ProcessStartInfo start = new("mariadb-dump", ["--no-defaults", $"--host={at.Server}", $"--port={at.Port}", "--protocol=tcp", $"--user={at.UserID}", "--routines", "--triggers", "--events", "--skip-comments", "--no-tablespaces", "--hex-blob", "--databases", at.Database])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MYSQL_PWD"] = at.Password },
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string dump = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, await errors);
        return string.Join('\n', dump.Split('\n').Select(line => line.StartsWith("CREATE DATABASE", StringComparison.Ordinal) ? line.Split(" COMMENT ")[0] : line)).Replace(at.Database, "DATABASE", StringComparison.Ordinal);
    }
}

using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Processes;
using MySqlConnector;

namespace Lumina.Environments.Local.Tests.MariaDb;

[SupportedOSPlatform("linux")]
[Trait("Category", "Databases")]
[Trait("Category", "Local")]
public sealed class MariaDbTests : IAsyncLifetime
{
    private static readonly ComponentName Orders = ComponentName.Database("orders");

    private readonly MariaDbScene _scene = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _scene.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Each_environment_has_a_database_and_a_user_in_one_server_and_can_enter_no_other()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment mine = await _scene.OpenAsync();
        await using TestEnvironment other = await _scene.OpenAsync();
        (await MariaDbScene.QueryAsync(mine.ConnectionString("orders"), "CREATE TABLE a (id int, name varchar(20)); INSERT INTO a VALUES (42, '😀'); SELECT name FROM a")).Should().Be("😀");
        mine.Output(Orders, OutputNames.Port).Should().Be(other.Output(Orders, OutputNames.Port));
        mine.Output(Orders, OutputNames.Version).Should().MatchRegex(@"^1\d\.\d+");
        (await mine.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        foreach (string database in (string[])[other.Output(Orders, OutputNames.DatabaseName), "mysql"])
        {
            Func<Task> entering = () => MariaDbScene.QueryAsync(new MySqlConnectionStringBuilder(mine.ConnectionString("orders")) { Database = database }.ConnectionString, "SELECT 1");
            (await entering.Should().ThrowAsync<MySqlException>()).Which.ErrorCode.Should().Be(MySqlErrorCode.DatabaseAccessDenied);
        }

        Func<Task> administering = () => MariaDbScene.QueryAsync(new MySqlConnectionStringBuilder(mine.ConnectionString("orders")) { UserID = Environment.UserName }.ConnectionString, "SELECT 1");
        await administering.Should().ThrowAsync<MySqlException>("an administrator connects through the socket only");
    }

    [SkippableTheory]
    [InlineData("Password=wrong", "*error 1045*")]
    [InlineData("User ID=nobody", "*error 1045*")]
    [InlineData("Database=nowhere", "*error 1044*")]
    [InlineData("SSL Mode=Required", "Server does not support SSL*")]
    [InlineData("Port=none", "The connection string is none that MySqlConnector understands")]
    public async Task A_connection_string_of_a_database_that_exists_already_and_that_no_waiting_mends_is_refused_by_the_first_probe(string wrong, string words)
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment existing = await _scene.OpenAsync();
        HealthCheckSpec check = new(HealthCheckType.Engine) { StartupTimeout = TimeSpan.FromSeconds(5) };
        DatabaseSpec others = new("orders", DatabaseType.MySql) { Existing = new Secret($"{existing.ConnectionString("orders")};{wrong}"), HealthCheck = check };
        Func<Task> opening = () => _scene.Lab.Manager.OpenAsync(LocalLab.Spec(others));
        (await opening.Should().ThrowAsync<EnvironmentException>()).Which.Failures.Single().Error.Should().Match($"database/orders: {words} at probe 1 after *, which waiting does not mend.");
    }

    [SkippableFact]
    public async Task A_reset_that_is_cancelled_leaves_the_database_whole_or_says_that_it_is_not()
    {
        LocalLab.RequireMariaDb();
        _scene.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id; CREATE TABLE b AS SELECT 2 AS id;");
        await using TestEnvironment environment = await _scene.OpenAsync(TestData.FromSqlFiles("a.sql"));
        for (int i = 0; i < 20; i++)
        {
            using CancellationTokenSource cancelling = new(TimeSpan.FromMilliseconds(i * 3));
            Exception? error = await Record.ExceptionAsync(() => environment.ResetAsync(cancellationToken: cancelling.Token));
            if (environment.Status == EnvironmentStatus.Failed)
            {
                error!.Message.Should().Contain("Maybe half reset: data/orders");
                (await environment.ResetAsync()).Environment.Status.Should().Be(EnvironmentStatus.Running);
            }

            (await MariaDbScene.QueryAsync(environment.ConnectionString("orders"), "SELECT a.id + b.id FROM a, b")).Should().Be(3L);
        }
    }

    [SkippableFact]
    public async Task Stopping_closes_sessions_and_refuses_new_ones_and_starting_keeps_the_data()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment environment = await _scene.OpenAsync();
        string connection = environment.ConnectionString("orders");
        await MariaDbScene.QueryAsync(connection, "CREATE TABLE a AS SELECT 7 AS id");
        await using MySqlConnection session = new(connection);
        await session.OpenAsync();
        await environment.StopAsync();
        Func<Task> entering = () => MariaDbScene.QueryAsync(connection, "SELECT 1");
        await entering.Should().ThrowAsync<MySqlException>();
        (await session.PingAsync()).Should().BeFalse();
        await environment.StartAsync();
        environment.ConnectionString("orders").Should().Be(connection);
        (await MariaDbScene.QueryAsync(connection, "SELECT id FROM a")).Should().Be(7);
    }

    [SkippableFact]
    public async Task A_reset_without_data_empties_the_database_and_keeps_sessions()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment environment = await _scene.OpenAsync();
        await using MySqlConnection session = new(environment.ConnectionString("orders"));
        await session.OpenAsync();
        await MariaDbScene.QueryAsync(environment.ConnectionString("orders"), "CREATE TABLE a AS SELECT 7 AS id; CREATE VIEW b AS SELECT * FROM a");
        await environment.ResetAsync();
        await using MySqlCommand command = new("SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()", session);
        (await command.ExecuteScalarAsync()).Should().Be(0L);
    }

    [SkippableFact]
    public async Task Termination_leaves_no_database_and_no_user_and_disposal_no_process_and_no_directory()
    {
        LocalLab.RequireMariaDb();
        TestEnvironment environment = await _scene.OpenAsync();
        string admin = environment.Output(Orders, OutputNames.AdminConnectionString);
        await environment.RentDatabaseAsync("orders");
        await environment.DisposeAsync();
        (await MariaDbScene.QueryAsync(admin, "SELECT count(*) FROM information_schema.SCHEMATA WHERE SCHEMA_COMMENT <> ''")).Should().Be(0L);
        (await MariaDbScene.QueryAsync(admin, "SELECT count(*) FROM mysql.global_priv WHERE Host = '%'")).Should().Be(0L);
        string token = _scene.Lab.Tokens.Single();
        await _scene.Lab.Manager.DisposeAsync();
        Evidence.Processes(token).Should().BeEmpty();
        Evidence.Directories(token, _scene.Lab.WorkDirectory, "/dev/shm").Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_server_that_was_killed_is_started_again_with_its_data()
    {
        LocalLab.RequireMariaDb();
        await using TestEnvironment environment = await _scene.OpenAsync();
        string connection = environment.ConnectionString("orders");
        await MariaDbScene.QueryAsync(connection, "CREATE TABLE a (id int); INSERT INTO a VALUES (7)");
        int server = int.Parse(Evidence.Processes(_scene.Lab.Tokens.Single()).Single(line => line.Contains("mariadbd", StringComparison.Ordinal)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        System.Diagnostics.Process.GetProcessById(server).Kill();
        await Deadline.UntilAsync(() => !Evidence.IsAlive(server), () => "the server lives");
        await environment.RestartAsync(Orders);
        (await MariaDbScene.QueryAsync(connection, "SELECT id FROM a")).Should().Be(7);
    }

    [Fact]
    public async Task What_it_cannot_do_is_a_fault_before_anything_is_made()
    {
        await using LocalLab kept = new(options => options.Lifetime = LocalLifetime.Environment, environments => environments.Configure(options => options.AllowVolatileStore = true));
        Func<Task> keeping = () => kept.Manager.OpenAsync(LocalLab.Spec(new DatabaseSpec("orders", DatabaseType.MySql)));
        await keeping.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*databases[0]: Local MariaDB databases end with this process, and LocalOptions.Lifetime is Environment. LocalLifetime.Process allows them.*");
        Func<Task> schemas = () => _scene.Lab.Manager.OpenAsync(LocalLab.Spec(new DatabaseSpec("orders", DatabaseType.MySql) { Schemas = ["sales"] }));
        await schemas.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*MariaDB has no schemas within a database*");
        await using LocalLab missing = new(options => options.MariaDbPath = "/nowhere/mariadbd");
        Func<Task> finding = () => missing.Manager.OpenAsync(LocalLab.Spec(new DatabaseSpec("orders", DatabaseType.MySql)));
        await finding.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*MariaDB's server is not on this machine*/nowhere/mariadbd*apt-get install mariadb-server*");
    }
}

using System.Diagnostics;
using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Processes;
using Lumina.Environments.Processes;
using Npgsql;

namespace Lumina.Environments.Local.Tests.PostgreSql;

[SupportedOSPlatform("linux")]
[Trait("Category", "Databases")]
[Trait("Category", "Local")]
public sealed class PostgreSqlTests : IAsyncLifetime
{
    private readonly LocalLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task A_database_can_be_used_by_its_connection_string()
    {
        LocalLab.RequirePostgreSql();
        long start = Stopwatch.GetTimestamp();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders with { Schemas = ["sales"] }));
        TimeSpan took = Stopwatch.GetElapsedTime(start);

        string connection = environment.ConnectionString("orders");
        (await LocalLab.QueryAsync(connection, "CREATE TABLE sales.a (id int); INSERT INTO sales.a VALUES (42); SELECT id FROM sales.a")).Should().Be(42);
        environment.Output(ComponentName.Database("orders"), OutputNames.Version).Should().MatchRegex(@"^\d+\.\d+");
        took.Should().BeLessThan(TimeSpan.FromSeconds(30));
    }

    [SkippableFact]
    public async Task Fifty_databases_at_once_are_apart_and_all_are_gone_afterwards()
    {
        LocalLab.RequirePostgreSql();
        TestEnvironment[] environments = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _lab.Manager.OpenAsync(LocalLab.Spec(Orders))));
        string[] connections = [.. environments.Select(environment => environment.ConnectionString("orders"))];
        connections.Distinct().Should().HaveCount(50);
        await Task.WhenAll(connections.Select((connection, number) => LocalLab.QueryAsync(connection, $"CREATE TABLE mine AS SELECT {number} AS number")));
        for (int i = 0; i < connections.Length; i++)
        {
            (await LocalLab.QueryAsync(connections[i], "SELECT sum(number)::int FROM mine")).Should().Be(i);
        }

        string admin = environments[0].Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString);
        await Task.WhenAll(environments.Select(environment => environment.DisposeAsync().AsTask()));
        (await LocalLab.QueryAsync(admin, "SELECT count(*) FROM pg_database WHERE datname NOT IN ('postgres', 'template1') AND datname NOT LIKE 'lumina-%'")).Should().Be(0L);
        (await LocalLab.QueryAsync(admin, "SELECT count(*) FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' AND rolname <> 'postgres'")).Should().Be(0L);
    }

    [SkippableFact]
    public async Task Where_a_copy_by_hand_keeps_a_databases_role_from_going_the_error_names_the_copy()
    {
        LocalLab.RequirePostgreSql();
        await using TestEnvironment bystander = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        await LocalLab.QueryAsync(environment.ConnectionString("orders"), "CREATE TABLE rows (id int)");
        string admin = bystander.Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString);
        await LocalLab.QueryAsync(admin, $"CREATE DATABASE copied TEMPLATE \"{environment.Output(ComponentName.Database("orders"), OutputNames.DatabaseName)}\"");

        Func<Task> terminating = () => environment.DisposeAsync().AsTask();
        (await terminating.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("in database copied").And.NotContain("redacted");
        await LocalLab.QueryAsync(admin, "DROP DATABASE copied");
        await _lab.Manager.TerminateAsync(environment.Id);
        (await LocalLab.QueryAsync(admin, "SELECT count(*) FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' AND rolname <> 'postgres'")).Should().Be(1L, "the bystander's is there");
    }

    [SkippableFact]
    public async Task One_environments_role_can_enter_no_other_database()
    {
        LocalLab.RequirePostgreSql();
        await using TestEnvironment mine = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        await using TestEnvironment other = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        foreach (string database in (string[])[other.Output(ComponentName.Database("orders"), OutputNames.DatabaseName), "postgres", "template1"])
        {
            string connection = new NpgsqlConnectionStringBuilder(mine.ConnectionString("orders")) { Database = database }.ConnectionString;
            Func<Task> entering = () => LocalLab.QueryAsync(connection, "SELECT 1");
            (await entering.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        }

        string administrator = new NpgsqlConnectionStringBuilder(mine.ConnectionString("orders")) { Database = "postgres", Username = "postgres" }.ConnectionString;
        Func<Task> asAdministrator = () => LocalLab.QueryAsync(administrator, "SELECT 1");
        (await asAdministrator.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InvalidAuthorizationSpecification);
    }

    [SkippableFact]
    public async Task A_wrong_password_is_refused()
    {
        LocalLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        string connection = new NpgsqlConnectionStringBuilder(environment.ConnectionString("orders")) { Password = "guessed" }.ConnectionString;
        Func<Task> entering = () => LocalLab.QueryAsync(connection, "SELECT 1");
        (await entering.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InvalidPassword);
    }

    [SkippableFact]
    public async Task A_stopped_database_refuses_connections_and_has_its_data_when_it_is_started()
    {
        LocalLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        string connection = environment.ConnectionString("orders");
        await LocalLab.QueryAsync(connection, "CREATE TABLE a AS SELECT 7 AS id");
        await using NpgsqlConnection session = new(connection);
        await session.OpenAsync();

        await environment.StopAsync();
        Func<Task> entering = () => LocalLab.QueryAsync(connection, "SELECT 1");
        await entering.Should().ThrowAsync<PostgresException>().WithMessage("*not currently accepting connections*");
        await using NpgsqlCommand query = new("SELECT 1", session);
        Func<Task> goingOn = () => query.ExecuteScalarAsync();
        await goingOn.Should().ThrowAsync<NpgsqlException>("stopping ends the sessions");

        await environment.StartAsync();
        (await LocalLab.QueryAsync(environment.ConnectionString("orders"), "SELECT id FROM a")).Should().Be(7);
    }

    [SkippableFact]
    public async Task A_server_that_was_killed_is_started_again_with_its_data()
    {
        LocalLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        await LocalLab.QueryAsync(environment.ConnectionString("orders"), "CREATE TABLE a AS SELECT 7 AS id");

        await KillServerAsync(environment);

        await environment.RestartAsync(ComponentName.Database("orders"));
        (await LocalLab.QueryAsync(environment.ConnectionString("orders"), "SELECT id FROM a")).Should().Be(7);
    }

    [SkippableFact]
    public async Task A_server_that_was_killed_is_started_again_although_a_child_of_it_holds_its_shared_memory()
    {
        LocalLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        await using NpgsqlConnection session = new(new NpgsqlConnectionStringBuilder(environment.ConnectionString("orders")) { Pooling = false }.ConnectionString);
        await session.OpenAsync();

        // One that stands still does not see that its postmaster is dead.
        LinuxInterop.Kill(session.ProcessID, (int)ProcessSignal.Stop).Should().Be(0);
        await KillServerAsync(environment);
        Evidence.IsAlive(session.ProcessID).Should().BeTrue();

        await environment.RestartAsync(ComponentName.Database("orders"));
        (await LocalLab.QueryAsync(environment.ConnectionString("orders"), "SELECT 7")).Should().Be(7);
        Evidence.IsAlive(session.ProcessID).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Disposal_leaves_no_process_no_directory_and_no_shared_memory()
    {
        LocalLab.RequirePostgreSql();
        TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        string token = _lab.Tokens.Single();
        int postmaster = await PostmasterAsync(environment);
        Evidence.Processes(token).Should().NotBeEmpty();

        await _lab.Manager.DisposeAsync();

        Evidence.Processes(token).Should().BeEmpty();
        Evidence.Directories(token, _lab.WorkDirectory).Should().BeEmpty();
        Evidence.SharedMemory([postmaster]).Should().BeEmpty();
        Evidence.IsAlive(postmaster).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Disposal_leaves_no_shared_memory_of_a_server_that_was_killed_and_of_which_nothing_lives()
    {
        LocalLab.RequirePostgreSql();
        await using LocalLab lab = new(options => options.PostgreSqlSettings["dynamic_shared_memory_type"] = "posix");
        TestEnvironment environment = await lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        int postmaster = await PostmasterAsync(environment);
        HashSet<string> posix = Evidence.PosixSharedMemory(lab.Tokens.Single());
        posix.Should().NotBeEmpty();
        Evidence.SharedMemory([postmaster]).Should().NotBeEmpty();

        await KillServerAsync(environment);
        await Deadline.UntilAsync(() => Evidence.PosixSharedMemory(lab.Tokens.Single()).Count == 0, () => "a child of it lives on");
        posix.Should().OnlyContain(path => File.Exists(path), "else PostgreSQL has cleared it away itself");
        await lab.Manager.DisposeAsync();

        posix.Should().NotContain(path => File.Exists(path));
        Evidence.SharedMemory([postmaster]).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task The_value_of_a_setting_is_what_was_said_with_its_quotes_and_backslashes()
    {
        LocalLab.RequirePostgreSql();
        await using LocalLab lab = new(options => options.PostgreSqlSettings["lumina.note"] = @"it's a\nb");
        await using TestEnvironment environment = await lab.Manager.OpenAsync(LocalLab.Spec(Orders));

        (await LocalLab.QueryAsync(environment.ConnectionString("orders"), "SELECT current_setting('lumina.note')")).Should().Be(@"it's a\nb");
    }

    [SkippableFact]
    public async Task A_program_that_cannot_be_executed_hides_none_that_can()
    {
        LocalLab.RequirePostgreSql();
        string broken = Directory.CreateTempSubdirectory("lumina-broken-").FullName;
        string program = Path.Combine(broken, "postgres");
        await File.WriteAllTextAsync(program, "\u007fELF of another machine");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await ServerVersion.AskAsync(program, TimeProvider.System, default)).Should().BeNull();

        Directory.Delete(broken, recursive: true);
    }

    [SkippableFact]
    public async Task A_configuration_is_never_written_through_a_link()
    {
        LocalLab.RequirePostgreSql();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lumina-link-");
        string strangers = Path.Combine(folder.FullName, "strangers");
        string configuration = Path.Combine(folder.FullName, "redis.conf");
        await File.WriteAllTextAsync(strangers, "theirs");
        File.CreateSymbolicLink(configuration, strangers);

        await LocalHost.WriteAsync(configuration, "ours", account: null, default);

        (await File.ReadAllTextAsync(strangers), await File.ReadAllTextAsync(configuration)).Should().Be(("theirs", "ours"));
        folder.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task No_secret_is_in_a_command_line_a_log_or_a_file_that_others_can_read()
    {
        LocalLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        string password = environment.Output(ComponentName.Database("orders"), OutputNames.Password);
        string name = environment.Output(ComponentName.Database("orders"), OutputNames.DatabaseName);
        Func<Task> failing = () => LocalLab.QueryAsync(environment.ConnectionString("orders"), $"ALTER ROLE \"{name}\" SUPERUSER");
        await failing.Should().ThrowAsync<PostgresException>();

        Secrets.InCommandLines(password).Should().BeEmpty();
        Secrets.InFiles(password, _lab.WorkDirectory, "/dev/shm").Should().BeEmpty();
        _lab.Logs.GetSnapshot().Where(record => record.Message.Contains(password, StringComparison.Ordinal)).Should().BeEmpty();
        (await LogAsync(environment, "ALTER ROLE")).Should().NotContain(line => line.Contains(password, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_log_of_a_database_has_no_line_about_another()
    {
        LocalLab.RequirePostgreSql();
        await using TestEnvironment mine = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        await using TestEnvironment other = await _lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        Func<Task> failing = () => LocalLab.QueryAsync(other.ConnectionString("orders"), "SELECT\n 'private'\n FROM nowhere");
        await failing.Should().ThrowAsync<PostgresException>();
        await LogAsync(other, "private");
        List<string> lines = await _lab.Manager.ReadLogsAsync(mine.Id, ComponentName.Database("orders"), tail: 1000, follow: false, CancellationToken.None).ToListAsync();
        lines.Should().Contain(line => line.Contains("ready to accept", StringComparison.Ordinal)).And.NotContain(line => line.Contains("private", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_version_that_the_machine_lacks_is_a_fault_that_names_what_it_has()
    {
        LocalLab.RequirePostgreSql();
        Func<Task> opening = () => _lab.Manager.OpenAsync(LocalLab.Spec(Orders with { Version = "99" }));
        (await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults
            .Should().ContainSingle().Which.ToString().Should().Match("databases*version: PostgreSQL's server 99 is not on this machine, which has *");
    }

    [SkippableFact]
    public async Task The_nearest_version_is_used_where_an_option_allows_it_and_the_plan_says_so()
    {
        LocalLab.RequirePostgreSql();
        await using LocalLab lab = new(options => options.AllowNearestVersion = true);
        EnvironmentSpec spec = LocalLab.Spec(Orders with { Version = "99", MultiAz = true, StorageGib = 20 });
        (await lab.Manager.PlanAsync(spec)).ToString().Should().Contain("no version 99").And.Contain("multiAz").And.Contain("storageGib");
        await using TestEnvironment environment = await lab.Manager.OpenAsync(spec);
        environment.Output(ComponentName.Database("orders"), OutputNames.Version).Should().NotStartWith("99");
    }

    [SkippableFact]
    public async Task Encryption_is_refused_unless_an_option_allows_a_database_without()
    {
        LocalLab.RequirePostgreSql();
        EnvironmentSpec spec = LocalLab.Spec(Orders with { Encrypted = true });
        Func<Task> opening = () => _lab.Manager.OpenAsync(spec);
        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*do not encrypt their storage*AllowUnencrypted*");
        await using LocalLab lab = new(options => options.AllowUnencrypted = true);
        await using TestEnvironment environment = await lab.Manager.OpenAsync(spec);
    }

    [Fact]
    public async Task A_missing_server_is_a_fault_that_says_where_was_looked_and_how_to_get_it()
    {
        await using LocalLab lab = new(options => options.PostgreSqlPath = "/nowhere/bin");
        Func<Task> opening = () => lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*/nowhere/bin*apt-get install postgresql*LUMINA_POSTGRESQL_BIN*");
    }

    [SkippableFact]
    public async Task A_setting_that_the_server_does_not_know_fails_at_once_with_the_servers_words()
    {
        LocalLab.RequirePostgreSql();
        await using LocalLab lab = new(options => options.PostgreSqlSettings["no_such_setting"] = "1");
        Func<Task> opening = () => lab.Manager.OpenAsync(LocalLab.Spec(Orders));
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*ended while it started*no_such_setting*");
    }

    private static async Task<int> PostmasterAsync(TestEnvironment environment)
    {
        string admin = environment.Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString);
        string directory = (string)(await LocalLab.QueryAsync(admin, "SHOW data_directory"))!;
        return int.Parse(File.ReadLines(Path.Combine(directory, "postmaster.pid")).First());
    }

    private static async Task KillServerAsync(TestEnvironment environment)
    {
        using Process server = Process.GetProcessById(await PostmasterAsync(environment));
        server.Kill();
        await server.WaitForExitAsync();
    }

    /// <summary>The database's lines up to the one with these words: the server's client may know sooner than its log.</summary>
    private async Task<List<string>> LogAsync(TestEnvironment environment, string words)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(30), TimeProvider.System);
        List<string> lines = [];
        await foreach (string line in _lab.Manager.ReadLogsAsync(environment.Id, ComponentName.Database("orders"), tail: 1000, follow: true, bound.Token))
        {
            lines.Add(line);
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return lines;
            }
        }

        Assert.Fail($"The log ended without '{words}': {string.Join("\n", lines)}");
        return lines;
    }

    private static DatabaseSpec Orders => new("orders", DatabaseType.PostgreSql);
}

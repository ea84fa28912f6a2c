using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class SeedingTests : IAsyncLifetime
{
    private readonly DataLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Files_are_run_in_their_order_by_the_databases_own_role()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("schema.sql", "SET search_path = ''; CREATE TABLE public.orders (id int PRIMARY KEY, note text); CREATE TABLE sales.a ();");
        _lab.Write("rows.sql", "INSERT INTO orders VALUES (1, 'one; two');\nCOPY orders FROM stdin;\n2\tthree\n3\t\\N\n\\.\n");
        await using TestEnvironment environment = await _lab.OpenAsync("schema.sql", "rows.sql");
        string connection = environment.ConnectionString("orders");
        (await DataLab.QueryAsync(connection, "SELECT string_agg(id || coalesce(note, '-'), ',' ORDER BY id) FROM orders")).Should().Be("1one; two,2three,3-");
        (await DataLab.QueryAsync(connection, "SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'orders'")).Should().Be(true);
        environment.Snapshot.Find(ComponentName.Data("orders"))!.State.Should().Be(ComponentState.Up);
    }

    [SkippableFact]
    public async Task A_reset_gives_the_seeded_state_back_whatever_was_done()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id; CREATE SEQUENCE s; SELECT nextval('s')");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        string connection = environment.ConnectionString("orders");
        await DataLab.QueryAsync(connection, "CREATE TABLE more (); INSERT INTO a VALUES (2); SELECT nextval('s'); DROP SCHEMA sales");
        await environment.ResetAsync();
        (await DataLab.QueryAsync(connection, "SELECT sum(id) FROM a")).Should().Be(1L);
        (await DataLab.QueryAsync(connection, "SELECT nextval('s')")).Should().Be(2L);
        (await DataLab.QueryAsync(connection, "SELECT to_regclass('more') IS NULL AND to_regnamespace('sales') IS NOT NULL")).Should().Be(true);
        await environment.ResetAsync();
        (await DataLab.QueryAsync(connection, "SELECT nextval('s')")).Should().Be(2L, "a reset can follow a reset");
    }

    [SkippableFact]
    public async Task A_missing_file_is_a_fault_before_anything_is_made_and_names_every_place()
    {
        DataLab.RequirePostgreSql();
        Func<Task> opening = () => _lab.OpenAsync("nowhere.sql");
        (await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>()).WithMessage(
            $"*'nowhere.sql' was not found. Looked at: {_lab.BaseDirectory}/nowhere.sql, {Environment.CurrentDirectory}/nowhere.sql*");
    }

    [SkippableFact]
    public async Task A_folder_in_place_of_a_file_is_a_fault_before_anything_is_made()
    {
        DataLab.RequirePostgreSql();
        Directory.CreateDirectory(Path.Combine(_lab.BaseDirectory, "folder"));
        Func<Task> opening = () => _lab.OpenAsync("folder");
        (await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>()).WithMessage($"*'folder' is a folder: '{_lab.BaseDirectory}/folder'*");
    }

    [SkippableTheory]
    [InlineData("CREATE TABLE a (id int);\nBEGIN;\nINSERT INTO a VALUES (1);\n", 2)]
    [InlineData("START TRANSACTION;\nSAVEPOINT s;\nROLLBACK TO s;\n", 1)]
    [InlineData("BEGIN;\nSELECT 1;\nCOMMIT AND CHAIN;\n", 3)]
    public async Task A_transaction_that_is_open_at_the_end_of_its_file_is_refused_with_its_line(string sql, int line)
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", sql);
        Func<Task> opening = () => _lab.OpenAsync("a.sql");
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage($"*a.sql({line}): *still open at the end of the file*");
    }

    [SkippableFact]
    public async Task Files_that_change_the_password_of_their_own_role_fail_and_are_named()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "ALTER ROLE current_user PASSWORD 'another-password'");
        Func<Task> opening = () => _lab.OpenAsync("a.sql");
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*credentials no longer work after its data was put in (a.sql)*");
    }

    [SkippableFact]
    public async Task An_error_says_file_line_and_the_servers_words_and_nothing_is_left_of_the_run()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("good.sql", "CREATE TABLE a (id int PRIMARY KEY);");
        _lab.Write("bad.sql", "INSERT INTO a VALUES (1);\n\nINSERT INTO a\n  VALUES (2), (1);\n");
        Func<Task> opening = () => _lab.OpenAsync("good.sql", "bad.sql");
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*bad.sql(3): duplicate key*SQLSTATE 23505*Key (id)=(1) already exists*");
        _lab.Write("bad.sql", "SELECT\n 1,\n nosuch\n;");
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*bad.sql(3): column \"nosuch\" does not exist*");
    }

    [SkippableFact]
    public async Task A_file_that_cannot_be_run_within_a_transaction_is_run_statement_by_statement()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a (id int); VACUUM a; CREATE INDEX CONCURRENTLY i ON a (id);");
        _lab.Write("b.sql", "BEGIN; INSERT INTO a VALUES (1); COMMIT; BEGIN; INSERT INTO a VALUES (2); ROLLBACK;");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql", "b.sql");
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT sum(id) FROM a")).Should().Be(1L);
    }

    [SkippableFact]
    public async Task Seeding_again_after_all_was_in_does_nothing_and_after_half_was_in_begins_anew()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id; VACUUM a;");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        string connection = environment.ConnectionString("orders");
        await DataLab.QueryAsync(connection, "INSERT INTO a VALUES (2)");
        PostgreSqlDataSeeder seeder = new(TimeProvider.System);
        DataSpec spec = new(environment.Snapshot.Spec.Databases[0], environment.Snapshot.Spec.Databases[0].Data!);
        ComponentContext context = Context(environment);

        await seeder.ProvisionAsync(spec, context, CancellationToken.None);
        (await DataLab.QueryAsync(connection, "SELECT sum(id) FROM a")).Should().Be(3L, "all of the data was in");

        await seeder.DestroyAsync(context, CancellationToken.None);
        (await seeder.ObserveAsync(context, CancellationToken.None)).Exists.Should().BeFalse();
        await seeder.ProvisionAsync(spec, context, CancellationToken.None);
        (await DataLab.QueryAsync(connection, "SELECT sum(id) FROM a")).Should().Be(1L, "without the mark nobody knows how much was in");
        (await seeder.ObserveAsync(context, CancellationToken.None)).Exists.Should().BeTrue();
    }

    [SkippableFact]
    public async Task A_database_that_bears_other_marks_is_left_alone()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync(_lab.Write("a.sql", "CREATE TABLE a ();"));
        string admin = environment.Output(DataLab.Orders, OutputNames.AdminConnectionString);
        string name = environment.Output(DataLab.Orders, OutputNames.DatabaseName);
        EnvironmentId other = EnvironmentId.Create(DateTimeOffset.UnixEpoch, new byte[10]);
        ComponentContext stranger = new()
        {
            EnvironmentId = other,
            EnvironmentName = "stranger",
            Component = DataLab.Orders,
            ExternalName = name,
            Marks = new OwnershipMarks("default", other, DataLab.Orders, "stranger", ExpiresAt: null),
            Credentials = new Dictionary<string, Secret> { [DatabaseSpec.PasswordCredential] = new("taken-over") },
        };
        await using PostgreSqlDatabases databases = new(admin);
        foreach (Func<Task> call in (Func<Task>[])
        [
            () => databases.CreateAsync(new DatabaseSpec("orders", DatabaseType.PostgreSql), stranger, CancellationToken.None),
            () => databases.DropAsync(stranger, CancellationToken.None),
            () => databases.RefuseConnectionsAsync(stranger, CancellationToken.None),
            () => databases.ResetAsync(stranger, CancellationToken.None),
        ])
        {
            await call.Should().ThrowAsync<ProviderException>().WithMessage($"*bears the marks of database/orders of environment {environment.Id} (owner 'tests', installation 'default') and is left alone*");
        }

        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM a")).Should().Be(0L);
        List<FoundComponent> found = await databases.ListAsync(new ListScope { EnvironmentId = environment.Id }, ComponentLocation.Only, CancellationToken.None).ToListAsync();
        found.Should().ContainSingle().Which.Should().Match<FoundComponent>(component => component.ExternalName == name && component.Component == DataLab.Orders);
    }

    [SkippableFact]
    public async Task A_role_whose_database_was_never_made_is_listed_seen_and_dropped()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync(_lab.Write("a.sql", "CREATE TABLE a ();"));
        string name = environment.Output(DataLab.Orders, OutputNames.DatabaseName);
        await using PostgreSqlDatabases databases = new(environment.Output(DataLab.Orders, OutputNames.AdminConnectionString));
        NpgsqlConnection.ClearAllPools();
        await DataLab.QueryAsync(environment.Output(DataLab.Orders, OutputNames.AdminConnectionString), $"DROP DATABASE \"{name}\" WITH (FORCE)");
        ComponentContext context = Context(environment, DataLab.Orders, name);
        (await databases.ObserveAsync(context, CancellationToken.None)).Should().Match<ComponentPresence>(presence => presence.Exists && !presence.IsRunning && presence.Marks!.EnvironmentId == environment.Id);
        (await databases.ListAsync(new ListScope { EnvironmentId = environment.Id }, ComponentLocation.Only, CancellationToken.None).ToListAsync()).Should().ContainSingle();
        await databases.DropAsync(context, CancellationToken.None);
        (await databases.ObserveAsync(context, CancellationToken.None)).Exists.Should().BeFalse();
        await databases.DropAsync(context, CancellationToken.None);
    }

    private static ComponentContext Context(TestEnvironment environment) => Context(environment, ComponentName.Data("orders"), "unused");

    private static ComponentContext Context(TestEnvironment environment, ComponentName component, string externalName) => new()
    {
        EnvironmentId = environment.Id,
        EnvironmentName = environment.Name,
        Component = component,
        ExternalName = externalName,
        Marks = new OwnershipMarks("default", environment.Id, component, "tests", environment.Snapshot.ExpiresAt),
        BaseDirectory = environment.Snapshot.BaseDirectory,
        Dependencies = new Dictionary<ComponentName, ComponentOutputs> { [DataLab.Orders] = environment.Snapshot.Find(DataLab.Orders)!.Outputs },
    };
}

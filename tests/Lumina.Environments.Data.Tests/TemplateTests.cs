using Lumina.Environments.Local;
using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class TemplateTests : IAsyncLifetime
{
    private readonly DataLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Data_is_put_in_once_and_copied_for_every_environment_after_that()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT gen_random_uuid() AS id");
        await using TestEnvironment first = await _lab.OpenAsync("a.sql");
        await using TestEnvironment second = await _lab.OpenAsync("a.sql");
        object? seeded = await DataLab.QueryAsync(first.ConnectionString("orders"), "SELECT id FROM a");
        (await DataLab.QueryAsync(second.ConnectionString("orders"), "SELECT id FROM a")).Should().Be(seeded);
        (await DataLab.QueryAsync(second.ConnectionString("orders"), "SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'a'")).Should().Be(true);
        second.Snapshot.Find(ComponentName.Data("orders"))!.State.Should().Be(ComponentState.Up);
    }

    [SkippableFact]
    public async Task The_first_database_is_a_copy_from_its_beginning_where_files_alone_go_into_it()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment bystander = await _lab.OpenAsync(_lab.Write("other.sql", "CREATE TABLE other ()"));
        TestData files = TestData.FromSqlFiles(_lab.Write("a.sql", $"CREATE TABLE a AS SELECT '{Guid.CreateVersion7()}' AS id"));
        TestData failing = TestData.FromSqlFiles(_lab.Write("b.sql", "CREATE TABLE b (id int);\n\nINSERT INTO b VALUES ('x');\n"));
        await using DatabaseServers servers = DataLab.Servers;
        PostgreSqlDatabases databases = servers.PostgreSql(bystander.Output(DataLab.Orders, OutputNames.AdminConnectionString));

        await databases.CreateAsync(Spec("files", files), Context("files"), default);
        await databases.CreateAsync(Spec("code", TestData.From("nothing", (_, _) => Task.CompletedTask)), Context("code"), default);
        await databases.CreateAsync(Spec("failing", failing), Context("failing"), default);

        (await databases.FindAsync("files-1", default))!.Comment.Should().Match<DatabaseComment>(comment => comment.Seeded != null && comment.Template != null && comment.PristineAt != null);
        (await databases.FindAsync("code-1", default))!.Comment.Seeded.Should().BeNull("its data is put in when its turn comes");
        (await databases.FindAsync("failing-1", default))!.Comment.Seeded.Should().BeNull("whoever puts the data in tells what is wrong with it");
        foreach (string name in (string[])["files", "code", "failing"])
        {
            await databases.DropAsync(Context(name), default);
        }

        static DatabaseSpec Spec(string name, TestData data) => new(name, DatabaseType.PostgreSql) { Data = data };

        ComponentContext Context(string name) => new()
        {
            EnvironmentId = bystander.Id,
            EnvironmentName = bystander.Name,
            Component = ComponentName.Database(name),
            ExternalName = $"{name}-1",
            BaseDirectory = _lab.BaseDirectory,
            Marks = new OwnershipMarks("default", bystander.Id, ComponentName.Database(name), "tests", ExpiresAt: null),
            Credentials = new Dictionary<string, Secret> { [DatabaseSpec.PasswordCredential] = new Secret("some password") },
        };
    }

    [SkippableFact]
    public async Task A_template_that_was_compared_with_makes_room_for_another_and_is_made_again()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new(environments => environments.ConfigureData(options => options.MaximumTemplates = 1));
        string first = lab.Write("first.sql", $"CREATE TABLE a AS SELECT '{Guid.CreateVersion7()}' AS id");
        await using TestEnvironment one = await lab.OpenAsync(first);
        await DataLab.QueryAsync(one.ConnectionString("orders"), "INSERT INTO a VALUES ('mine')");
        (await one.ResetAsync()).Components[ComponentName.Data("orders")].Way.Should().Be(ResetWay.Difference);

        await using TestEnvironment other = await lab.OpenAsync(lab.Write("second.sql", $"CREATE TABLE b AS SELECT '{Guid.CreateVersion7()}' AS id"));
        await using TestEnvironment again = await lab.OpenAsync(first);

        (await DataLab.QueryAsync(again.ConnectionString("orders"), "SELECT count(*) FROM a")).Should().Be(1L);
    }

    [SkippableFact]
    public async Task Data_that_breaks_for_many_at_once_is_told_to_each_and_leaves_the_server_of_use()
    {
        // As many as the server's administrator has sessions.
        const int Many = 8;

        DataLab.RequirePostgreSql();
        await using DataLab lab = new();
        using CountdownEvent within = new(Many);
        bool isBroken = false;
        TestData data = TestData.From(async (connection, cancellationToken) =>
        {
            if (Volatile.Read(ref isBroken))
            {
                within.Signal();
                within.Wait(TimeSpan.FromSeconds(30), cancellationToken);
                throw new InvalidOperationException("the replica is gone");
            }

            await using System.Data.Common.DbCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE a (id int)";
            await command.ExecuteNonQueryAsync(cancellationToken);
        });
        TestEnvironment[] all = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => lab.OpenAsync(data)));
        isBroken = true;

        Exception?[] errors = await Task.WhenAll(all.Select(environment => Record.ExceptionAsync(() => environment.ResetAsync(new ResetOptions { Way = ResetWay.Remade })))).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);

        errors.Should().OnlyContain(error => error is EnvironmentException && error.Message.Contains("the replica is gone"));
        (await DataLab.QueryAsync(all[0].Output(DataLab.Orders, OutputNames.AdminConnectionString), "SELECT count(*) FROM pg_database WHERE datname LIKE '%-next'")).Should().Be(0L);
        await Task.WhenAll(all.Select(environment => environment.DisposeAsync().AsTask())).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);
    }

    [SkippableFact]
    public async Task A_copy_that_was_taken_and_can_not_be_used_does_not_lie_about()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new(environments => environments.ConfigureData(options => options.MaximumSpares = 0));
        TestData data = TestData.FromSqlFiles(lab.Write("a.sql", $"CREATE TABLE a AS SELECT '{Guid.CreateVersion7()}' AS id"));
        await using TestEnvironment environment = await lab.OpenAsync(data);
        ComponentSnapshot orders = environment.Snapshot.Find(DataLab.Orders)!;
        string admin = environment.Output(DataLab.Orders, OutputNames.AdminConnectionString);
        await using DatabaseServers servers = new(Options.Create(new DataOptions { MaximumSpares = 0 }), TimeProvider.System, new TestRandom());
        PostgreSqlDatabases databases = servers.PostgreSql(admin);
        DatabaseSpec spec = new("orders", DatabaseType.PostgreSql) { Schemas = ["sales"], Data = data };
        DatabaseEntry gone = (await databases.FindAsync(orders.ExternalName, default))! with { Name = "gone-1" };
        SeedPlan plan = await SeedPlan.ReadAsync(data, lab.BaseDirectory, default);
        SeedTarget target = SeedTarget.Of(Context());

        foreach (Func<Task> use in (Func<Task>[])
        [
            () => databases.CreateAsync(spec, Context((DatabaseSpec.PasswordCredential, new Secret("some password"))), default),
            () => databases.RentAsync(spec, Context(), default),
            () => databases.Seeded.SeedAsync(gone, plan, target, default),
            () => databases.Seeded.ResetAsync(gone, () => Task.FromResult(plan), target, ResetWay.Swap, default),
        ])
        {
            await use.Should().ThrowAsync<Exception>();
            (await DataLab.QueryAsync(admin, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'lumina-copy-%'")).Should().Be(0L);
        }

        // The marks are another's, and to rent there is no password.
        ComponentContext Context(params (string Name, Secret Secret)[] credentials) => new()
        {
            EnvironmentId = environment.Id,
            EnvironmentName = environment.Name,
            Component = DataLab.Orders,
            ExternalName = orders.ExternalName,
            BaseDirectory = lab.BaseDirectory,
            Outputs = orders.Outputs,
            Dependencies = new Dictionary<ComponentName, ComponentOutputs> { [DataLab.Orders] = orders.Outputs },
            Marks = new OwnershipMarks("another", environment.Id, DataLab.Orders, "tests", ExpiresAt: null),
            Credentials = credentials.ToDictionary(credential => credential.Name, credential => credential.Secret),
        };
    }

    [SkippableFact]
    public async Task A_file_that_has_changed_makes_another_state()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id");
        await using TestEnvironment first = await _lab.OpenAsync("a.sql");
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 2 AS id");
        await using TestEnvironment second = await _lab.OpenAsync("a.sql");
        (await DataLab.QueryAsync(second.ConnectionString("orders"), "SELECT id FROM a")).Should().Be(2);
    }

    [SkippableFact]
    public async Task Environments_at_once_wait_for_one_seeding_and_never_see_each_others_rows()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT gen_random_uuid() AS id");
        TestEnvironment[] environments = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _lab.OpenAsync("a.sql")));
        object?[] ids = await Task.WhenAll(environments.Select(environment => DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT id FROM a")));
        ids.Distinct().Should().ContainSingle();
        await DataLab.QueryAsync(environments[0].ConnectionString("orders"), "DELETE FROM a");
        (await DataLab.QueryAsync(environments[1].ConnectionString("orders"), "SELECT count(*) FROM a")).Should().Be(1L);
        await Task.WhenAll(environments.Select(environment => environment.DisposeAsync().AsTask()));
    }

    [SkippableTheory]
    [InlineData("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''7MB''', current_database()); END $$", "SELECT current_setting('work_mem') = '7MB'")]
    [InlineData("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; CREATE TABLE b ()", "SELECT count(*) = 1 FROM pg_default_acl WHERE defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)")]
    [InlineData("CREATE TABLE b (id int); ALTER TABLE b ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON b TO CURRENT_USER USING (true)", "SELECT roles[1] = current_user FROM pg_policies WHERE policyname = 'p'")]
    public async Task Data_of_which_a_copy_would_lack_something_is_put_in_anew_each_time(string sql, string holds)
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", $"CREATE TABLE a AS SELECT gen_random_uuid() AS id; {sql}");
        await using TestEnvironment first = await _lab.OpenAsync("a.sql");
        await using TestEnvironment second = await _lab.OpenAsync("a.sql");
        object? seeded = await DataLab.QueryAsync(first.ConnectionString("orders"), "SELECT id FROM a");
        (await DataLab.QueryAsync(second.ConnectionString("orders"), "SELECT id FROM a")).Should().NotBe(seeded);
        (await DataLab.QueryAsync(second.ConnectionString("orders"), holds)).Should().Be(true);
        ResetReport reset = await second.ResetAsync();
        reset.Components[ComponentName.Data("orders")].Way.Should().Be(ResetWay.Remade);
        reset.Components[ComponentName.Data("orders")].Reason.Should().Contain("can't be copied");
        (await DataLab.QueryAsync(second.ConnectionString("orders"), holds)).Should().Be(true);
    }

    [SkippableFact]
    public async Task Data_that_fails_leaves_no_template_and_the_next_attempt_begins_anew()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment bystander = await _lab.OpenAsync(_lab.Write("other.sql", "CREATE TABLE other ()"));
        string admin = bystander.Output(DataLab.Orders, OutputNames.AdminConnectionString);
        const string Ours = "SELECT string_agg(name, ',' ORDER BY name) FROM (SELECT datname::text AS name FROM pg_database UNION ALL SELECT rolname::text FROM pg_roles) n WHERE name LIKE 'lumina-template-%'";
        object? before = await DataLab.QueryAsync(admin, Ours);
        _lab.Write("a.sql", "CREATE TABLE a (id int);\n\nINSERT INTO a VALUES (1), ('x');\n");
        Func<Task> opening = () => _lab.OpenAsync("a.sql");
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*a.sql(3): invalid input syntax for type integer: \"x\"*");
        (await DataLab.QueryAsync(admin, Ours)).Should().Be(before);
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT id FROM a")).Should().Be(1);
    }

    [SkippableFact]
    public async Task The_next_process_on_the_machine_finds_what_this_one_has_seeded()
    {
        DataLab.RequirePostgreSql();
        DirectoryInfo cache = Directory.CreateTempSubdirectory("lumina-cache-");
        try
        {
            List<object?> ids = [];
            for (int process = 0; process < 3; process++)
            {
                await using DataLab lab = new(environments => environments.Services.Configure<LocalOptions>(options => (options.CacheDirectory, options.CachedTemplates) = (cache.FullName, process < 2 ? 8 : 0)));
                lab.Write("a.sql", "CREATE TABLE a AS SELECT gen_random_uuid() AS id; INSERT INTO a SELECT gen_random_uuid() FROM generate_series(1, 100)");
                await using TestEnvironment environment = await lab.OpenAsync("a.sql");
                ids.Add(await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT min(id::text) FROM a"));
                (await DataLab.QueryAsync(environment.ConnectionString("orders"), "INSERT INTO a VALUES (gen_random_uuid()); SELECT count(*) FROM a")).Should().Be(102L);
                (await environment.ResetAsync()).KeptSessions.Should().BeTrue();
            }

            ids[1].Should().Be(ids[0]);
            ids[2].Should().NotBe(ids[0], "nothing is kept where none may be");
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public async Task A_kept_server_that_does_not_start_is_deleted_and_everything_seeded_anew()
    {
        DataLab.RequirePostgreSql();
        DirectoryInfo cache = Directory.CreateTempSubdirectory("lumina-cache-");
        try
        {
            for (int process = 0; process < 3; process++)
            {
                await using DataLab lab = new(environments => environments.Services.Configure<LocalOptions>(options => options.CacheDirectory = cache.FullName));
                lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id");
                await using (TestEnvironment environment = await lab.OpenAsync("a.sql"))
                {
                    (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT id FROM a")).Should().Be(1);
                }

                await lab.DisposeAsync();
                FileInfo kept = cache.GetFiles("seeded-*.tar").Should().ContainSingle().Subject;
                byte[] bytes = await File.ReadAllBytesAsync(kept.FullName);
                await File.WriteAllBytesAsync(kept.FullName, process == 0 ? bytes[..(bytes.Length / 3)] : [.. bytes.Select((value, i) => i % 4096 < 512 ? value : (byte)0)]);
            }
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }
}

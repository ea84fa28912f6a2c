using System.Diagnostics;
using Lumina.Environments.Local;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class ResetTests : IAsyncLifetime
{
    /// <summary>What breaks those who delete and fill again.</summary>
    private const string Zoo = """
        CREATE EXTENSION pg_trgm;
        CREATE TYPE mood AS ENUM ('glad', 'sad');
        CREATE TABLE keyed (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE, doubled int GENERATED ALWAYS AS (length(name) * 2) STORED, mood mood DEFAULT 'glad');
        CREATE TABLE unkeyed (a int, b float8, c jsonb, d bytea, e timestamptz, f text[]);
        CREATE TABLE hen (id int PRIMARY KEY, egg int);
        CREATE TABLE egg (id int PRIMARY KEY, hen int NOT NULL REFERENCES hen DEFERRABLE INITIALLY DEFERRED);
        ALTER TABLE hen ADD FOREIGN KEY (egg) REFERENCES egg DEFERRABLE INITIALLY DEFERRED;
        CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree, gone text);
        ALTER TABLE tree DROP COLUMN gone;
        CREATE TABLE parted (id int, at date) PARTITION BY RANGE (at);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2026-07-01');
        CREATE TABLE parted_2 PARTITION OF parted DEFAULT;
        CREATE TABLE base (id int); CREATE TABLE derived (more int) INHERITS (base);
        CREATE TABLE sales."Odd name, indeed" ("Col ""umn" text);
        CREATE UNLOGGED TABLE fleeting (id int);
        CREATE SEQUENCE free START 10 INCREMENT 5; CREATE SEQUENCE cached CACHE 20;
        CREATE TABLE log (text text);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (TG_OP); RETURN NULL; END $$;
        CREATE TRIGGER noting AFTER INSERT OR DELETE OR UPDATE ON keyed FOR EACH ROW EXECUTE FUNCTION note();
        CREATE VIEW glad AS SELECT * FROM keyed WHERE mood = 'glad';
        CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM keyed;
        INSERT INTO keyed (name) SELECT 'name ' || g FROM generate_series(1, 300) g;
        INSERT INTO unkeyed SELECT g % 3, 0.1 * (g % 5), '{"a": [1, null]}', '\x00ff', '2026-03-04 05:06:07.89+01', ARRAY['x', NULL, '"'] FROM generate_series(1, 50) g;
        INSERT INTO hen VALUES (1, NULL); INSERT INTO egg VALUES (1, 1); UPDATE hen SET egg = 1;
        INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2);
        INSERT INTO parted SELECT g, '2026-01-01'::date + g * 10 FROM generate_series(1, 40) g;
        INSERT INTO base VALUES (1); INSERT INTO derived VALUES (2, 3);
        INSERT INTO sales."Odd name, indeed" VALUES ('tab	and \ backslash'), (''), (NULL);
        INSERT INTO fleeting VALUES (1);
        SELECT nextval('free'), nextval('cached'), lo_from_bytea(4711, '\x0102');
        REFRESH MATERIALIZED VIEW counted;
        """;

    /// <summary>The same without what acts by itself, which a reset without a superuser's rights leaves to a swap.</summary>
    private static string QuietZoo => Zoo.Replace("CREATE TRIGGER noting AFTER INSERT OR DELETE OR UPDATE ON keyed FOR EACH ROW EXECUTE FUNCTION note();", "", StringComparison.Ordinal);

    private readonly DataLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableTheory]
    [InlineData("SELECT 1")]
    [InlineData("UPDATE keyed SET name = name || '!'; DELETE FROM keyed WHERE id % 3 = 0; INSERT INTO keyed (name) VALUES ('new')")]
    [InlineData("TRUNCATE unkeyed; INSERT INTO unkeyed (a) VALUES (1)")]
    [InlineData("DELETE FROM unkeyed WHERE ctid = (SELECT min(ctid) FROM unkeyed); INSERT INTO unkeyed SELECT * FROM unkeyed LIMIT 2")]
    [InlineData("BEGIN; SET CONSTRAINTS ALL DEFERRED; DELETE FROM hen; DELETE FROM egg; COMMIT; INSERT INTO hen VALUES (7, NULL)")]
    [InlineData("UPDATE tree SET parent = NULL; DELETE FROM tree WHERE id = 1")]
    [InlineData("UPDATE parted SET at = at + 200; DELETE FROM parted WHERE id = 40")]
    [InlineData("UPDATE base SET id = 9; INSERT INTO derived VALUES (5, 6)")]
    [InlineData("UPDATE sales.\"Odd name, indeed\" SET \"Col \"\"umn\" = 'x'")]
    [InlineData("DELETE FROM fleeting; SELECT nextval('free'), nextval('cached'), setval('keyed_id_seq', 9000)")]
    [InlineData("INSERT INTO keyed (name) VALUES ('x'); REFRESH MATERIALIZED VIEW counted")]
    [InlineData("BEGIN; CREATE TABLE never (); INSERT INTO log VALUES ('no'); ROLLBACK")]
    [InlineData("CREATE TEMP TABLE mine (id int PRIMARY KEY, t text); INSERT INTO mine VALUES (1, 'x')")]
    [InlineData("ANALYZE; VACUUM keyed")]
    public async Task Rows_and_sequences_are_put_right_and_sessions_stay(string work)
    {
        DataLab.RequirePostgreSql();
        ResetResult result = await ResetAfterAsync(work);
        result.Should().Be(new ResetResult(ResetWay.Difference, KeptSessions: true));
    }

    [SkippableTheory]
    [InlineData("CREATE TABLE more ()")]
    [InlineData("DROP TABLE log CASCADE")]
    [InlineData("ALTER TABLE keyed ADD COLUMN more int DEFAULT 1")]
    [InlineData("CREATE INDEX ON keyed (mood)")]
    [InlineData("GRANT SELECT ON keyed TO PUBLIC")]
    [InlineData("COMMENT ON TABLE keyed IS 'a comment'")]
    [InlineData("CREATE OR REPLACE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$")]
    [InlineData("DROP FUNCTION note() CASCADE; CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")]
    [InlineData("ALTER SEQUENCE free INCREMENT 7")]
    [InlineData("ALTER SEQUENCE free OWNED BY keyed.id")]
    [InlineData("ALTER TYPE mood ADD VALUE 'odd'")]
    [InlineData("ALTER TABLE keyed DISABLE TRIGGER noting")]
    [InlineData("ALTER TABLE parted DETACH PARTITION parted_1")]
    [InlineData("DROP EXTENSION pg_trgm")]
    [InlineData("CREATE SCHEMA more; DROP SCHEMA sales CASCADE")]
    [InlineData("SELECT lo_put(4711, 0, '\\x09')")]
    [InlineData("SELECT lo_create(0)")]
    [InlineData("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''9MB''', current_database()); END $$")]
    public async Task What_is_no_row_is_undone_by_a_swap_that_says_so(string work)
    {
        DataLab.RequirePostgreSql();
        ResetResult result = await ResetAfterAsync(work);
        result.Way.Should().Be(ResetWay.Swap);
        result.KeptSessions.Should().BeFalse();
        result.Reason.Should().NotBeNullOrEmpty();
    }

    [SkippableTheory]
    [InlineData("ALTER ROLE CURRENT_USER PASSWORD 'another'")]
    [InlineData("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 7', current_database()); END $$")]
    [InlineData("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I IS_TEMPLATE true', current_database()); END $$")]
    [InlineData("DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END $$")]
    public async Task What_was_done_to_the_database_itself_and_to_its_role_is_undone_too(string work)
    {
        DataLab.RequirePostgreSql();
        ResetResult result = await ResetAfterAsync(work);
        result.Way.Should().Be(ResetWay.Swap);
        result.Reason.Should().NotBeNullOrEmpty();
    }

    [SkippableFact]
    public async Task Who_reads_a_materialized_view_for_long_has_the_database_swapped_and_fails_no_reset()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new();
        await using TestEnvironment environment = await lab.OpenAsync(lab.Write("view.sql", "CREATE TABLE kept (id int); CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM kept"));
        await DataLab.QueryAsync(environment.ConnectionString("orders"), "INSERT INTO kept VALUES (1); REFRESH MATERIALIZED VIEW counted");
        await using NpgsqlConnection reader = new(new NpgsqlConnectionStringBuilder(environment.ConnectionString("orders")) { Pooling = false }.ConnectionString);
        await reader.OpenAsync();
        await using NpgsqlCommand reading = new("BEGIN; SELECT n FROM counted", reader);
        await reading.ExecuteNonQueryAsync();

        ResetResult reset = (await environment.ResetAsync()).Components[ComponentName.Data("orders")];

        reset.Way.Should().Be(ResetWay.Swap);
        reset.Reason.Should().Contain("has read the materialized view public.counted");
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT n FROM counted")).Should().Be(0L);
    }

    [SkippableFact]
    public async Task A_materialized_view_that_nobody_has_filled_keeps_no_reset_from_the_best_way()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new();
        await using TestEnvironment environment = await lab.OpenAsync(lab.Write("view.sql", "CREATE TABLE kept (id int); CREATE MATERIALIZED VIEW unfilled AS SELECT count(*) FROM kept WITH NO DATA"));
        await DataLab.QueryAsync(environment.ConnectionString("orders"), "INSERT INTO kept VALUES (1)");

        (await environment.ResetAsync()).Components[ComponentName.Data("orders")].Way.Should().Be(ResetWay.Difference);

        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM kept")).Should().Be(0L);
    }

    [SkippableFact]
    public async Task A_database_that_was_made_a_template_by_its_owner_or_a_renter_goes_with_its_environment()
    {
        DataLab.RequirePostgreSql();
        const string Template = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I IS_TEMPLATE true', current_database()); END $$; SELECT 1";
        _lab.Write("a.sql", "CREATE TABLE a ()");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        await DataLab.QueryAsync(rented.ConnectionString, Template);
        await DataLab.QueryAsync(environment.ConnectionString("orders"), Template);
        await environment.TerminateAsync();
        environment.Status.Should().Be(EnvironmentStatus.Terminated);
    }

    [SkippableFact]
    public async Task A_database_whose_password_was_changed_and_whose_data_cannot_be_copied_can_be_reset_or_at_least_terminated()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a (); ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        await DataLab.QueryAsync(environment.ConnectionString("orders"), "ALTER ROLE CURRENT_USER PASSWORD 'another'; SELECT 1");
        Func<Task> reset = () => environment.ResetAsync();
        await reset.Should().ThrowAsync<EnvironmentException>();
        await environment.TerminateAsync();
        environment.Status.Should().Be(EnvironmentStatus.Terminated);
    }

    [SkippableFact]
    public async Task A_database_that_exists_already_is_not_reset_and_is_named()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment existing = await _lab.OpenAsync(_lab.Write("a.sql", "CREATE TABLE a ()"));
        EnvironmentSpec spec = new("lab", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Existing = new Secret(existing.ConnectionString("orders")) }] };
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(spec);
        (await environment.ResetAsync()).NotReset.Should().Equal(DataLab.Orders);
        (await existing.ResetAsync()).NotReset.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_way_can_be_asked_for_and_one_that_does_not_lead_there_is_refused_with_the_reason()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", Zoo);
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        (await environment.ResetAsync(new ResetOptions { Way = ResetWay.Swap })).KeptSessions.Should().BeFalse();
        (await environment.ResetAsync(new ResetOptions { Way = ResetWay.Remade })).Components[ComponentName.Data("orders")].Should().BeEquivalentTo(new ResetResult(ResetWay.Remade, KeptSessions: false) { Reason = "it was asked for" });
        (await environment.ResetAsync()).Components[ComponentName.Data("orders")].Way.Should().Be(ResetWay.Swap, "it was no copy of the template any more");
        (await environment.ResetAsync()).Components[ComponentName.Data("orders")].Way.Should().Be(ResetWay.Difference);
        await using TestEnvironment other = await _lab.OpenAsync("a.sql");
        await DataLab.QueryAsync(other.ConnectionString("orders"), "CREATE TABLE more ()");
        Func<Task> difference = () => other.ResetAsync(new ResetOptions { Way = ResetWay.Difference });
        await difference.Should().ThrowAsync<EnvironmentException>().WithMessage("*can't be reset by the way Difference: its schema has changed (pg_*As before: data/orders.*");
        other.Status.Should().Be(EnvironmentStatus.Ready, "nothing has happened to it");
        (await DataLab.QueryAsync(other.ConnectionString("orders"), "SELECT count(*) FROM more")).Should().Be(0L);
    }

    [SkippableFact]
    public async Task A_way_that_one_database_refuses_leaves_the_other_as_it_is_and_the_ways_that_are_possible_are_said()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a ()");
        _lab.Write("b.sql", "CREATE TABLE b (); ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC");
        EnvironmentSpec spec = DataLab.Spec("a.sql");
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(spec with { Databases = [.. spec.Databases, new DatabaseSpec("billing", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles("b.sql") }] });
        await DataLab.QueryAsync(environment.ConnectionString("orders"), "CREATE TABLE more ()");
        Func<Task> reset = () => environment.ResetAsync(new ResetOptions { Way = ResetWay.Swap });

        ResetRefusedException error = (await reset.Should().ThrowAsync<ResetRefusedException>()).Which;

        error.Refusals.Should().ContainSingle().Which.Value.Possible.Should().Equal(ResetWay.Remade);
        error.Message.Should().Contain("data/billing can't be reset by the way Swap: there is no template of its data, since ");
        environment.Status.Should().Be(EnvironmentStatus.Ready);
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM more")).Should().Be(0L);
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData(ResetWay.Reseeded)]
    [InlineData(ResetWay.Swap)]
    [InlineData(ResetWay.Remade)]
    public async Task One_that_is_cancelled_at_any_moment_leaves_the_database_whole_and_in_use(ResetWay? way)
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT g AS id FROM generate_series(1, 10) g");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        for (int i = 0; i < 25; i++)
        {
            using CancellationTokenSource cancelling = new();
            await DataLab.QueryAsync(environment.ConnectionString("orders"), "INSERT INTO a VALUES (11)");
            Task<ResetReport> reset = environment.ResetAsync(new ResetOptions { Way = way }, cancelling.Token);
            cancelling.CancelAfter(TimeSpan.FromMilliseconds(i * 3));

            Exception? error = await Record.ExceptionAsync(() => reset);

            (error is null or OperationCanceledException).Should().BeTrue("{0}", error);
            environment.Status.Should().Be(EnvironmentStatus.Ready);
            (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM a WHERE id <= 10")).Should().Be(10L);
        }

        await environment.ResetAsync();
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM a")).Should().Be(10L);
    }

    [SkippableFact]
    public async Task A_writer_that_does_not_finish_is_waited_for_and_one_that_does_is_undone()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        await using NpgsqlConnection writer = new(environment.ConnectionString("orders"));
        await writer.OpenAsync();
        NpgsqlTransaction transaction = await writer.BeginTransactionAsync();
        await ExecuteAsync(writer, "INSERT INTO a VALUES (2)");
        Task<ResetReport> reset = environment.ResetAsync();
        string admin = environment.Output(DataLab.Orders, OutputNames.AdminConnectionString);
        while (await DataLab.QueryAsync(admin, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'LOCK TABLE%'") is 0L)
        {
            reset.IsCompleted.Should().BeFalse("it waits for the writer");
        }

        await transaction.CommitAsync();
        (await reset).KeptSessions.Should().BeTrue();
        await ExecuteAsync(writer, "INSERT INTO a VALUES (3)");
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT string_agg(id::text, ',' ORDER BY id) FROM a")).Should().Be("1,3");
    }

    [SkippableFact]
    public async Task A_hundred_resets_beside_a_pool_under_load_fail_no_request()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a (id int PRIMARY KEY, n int); INSERT INTO a SELECT g, 0 FROM generate_series(1, 100) g; CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int REFERENCES a)");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        await using NpgsqlDataSource pool = NpgsqlDataSource.Create(environment.ConnectionString("orders") + ";Maximum Pool Size=6");
        using CancellationTokenSource ending = new();
        Task<int>[] load = [.. Enumerable.Range(1, 6).Select(worker => Task.Run(() => WorkAsync(pool, worker, ending.Token)))];
        for (int i = 0; i < 100; i++)
        {
            (await environment.ResetAsync()).KeptSessions.Should().BeTrue();
        }

        await ending.CancelAsync();
        (await Task.WhenAll(load)).Sum().Should().BePositive();
        await environment.ResetAsync();
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT sum(n) FROM a")).Should().Be(0L);
    }

    /// <summary>The soak gives another count and another first seed: <c>LUMINA_SOAK_RESETS</c>, <c>LUMINA_SOAK_SEED</c>.</summary>
    [SkippableTheory]
    [InlineData(null)]
    [InlineData(ResetWay.Reseeded)]
    public async Task Whatever_sessions_have_done_a_reset_gives_the_template_back(ResetWay? way)
    {
        string dump = DataLab.RequireDump();
        int count = Setting("LUMINA_SOAK_RESETS", 20);
        int first = Setting("LUMINA_SOAK_SEED", 1);
        _lab.Write("zoo.sql", way is null ? Zoo : QuietZoo);
        await using TestEnvironment environment = await _lab.OpenAsync("zoo.sql");
        await using RentedDatabase untouched = await environment.RentDatabaseAsync("orders");
        IReadOnlyList<string> wanted = await DumpAsync(dump, untouched.ConnectionString);
        Dictionary<ResetWay, int> ways = [];
        NpgsqlDataSource source = NpgsqlDataSource.Create(environment.ConnectionString("orders"));
        for (int seed = first; seed < first + count; seed++)
        {
            await new RandomWork(seed).RunAsync(source);
            ResetResult result = await ResetAsync(environment, way);
            ways[result.Way] = ways.GetValueOrDefault(result.Way) + 1;
            (await DumpAsync(dump, environment.ConnectionString("orders"))).Should().Equal(wanted, $"seed {seed} was reset by {result}");
            if (!result.KeptSessions)
            {
                await source.DisposeAsync();
                source = NpgsqlDataSource.Create(environment.ConnectionString("orders"));
            }
        }

        await source.DisposeAsync();
        ways.Should().ContainKeys(way ?? ResetWay.Difference, ResetWay.Swap);
    }

    [SkippableFact]
    public async Task Whatever_sessions_have_done_to_a_rented_database_the_next_renter_has_what_the_template_has()
    {
        string dump = DataLab.RequireDump();
        int count = Setting("LUMINA_SOAK_RESETS", 20);
        int first = Setting("LUMINA_SOAK_SEED", 1);
        _lab.Write("zoo.sql", Zoo);
        await using TestEnvironment environment = await _lab.OpenAsync("zoo.sql");
        await using RentedDatabase untouched = await environment.RentDatabaseAsync("orders");
        IReadOnlyList<string> wanted = await DumpAsync(dump, untouched.ConnectionString);
        Dictionary<string, int> uses = [];
        for (int seed = first; seed < first + count; seed++)
        {
            RentedDatabase rented = await environment.RentDatabaseAsync("orders");
            uses[rented.Name] = uses.GetValueOrDefault(rented.Name) + 1;
            (await DumpAsync(dump, rented.ConnectionString)).Should().Equal(wanted, $"the database {rented.Name} is rented for the {uses[rented.Name]}th time before seed {seed}");
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(rented.ConnectionString);
            Task work = new RandomWork(seed).RunAsync(source);
            if (seed % 3 > 0)
            {
                await work;
            }

            await rented.DisposeAsync();
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        uses.Values.Max().Should().BeGreaterThan(1, "some are put right");
    }

    [SkippableFact]
    public async Task What_a_session_writes_that_waits_for_no_log_is_put_right_as_well()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync(_lab.Write("lazy.sql", "CREATE TABLE a AS SELECT 1 AS id"));
        for (int i = 0; i < 20; i++)
        {
            (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SET synchronous_commit = off; INSERT INTO a VALUES (2); SELECT count(*) FROM a")).Should().Be(2L);
            (await environment.ResetAsync()).KeptSessions.Should().BeTrue();
            (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM a")).Should().Be(1L, "reset {0} undoes it", i);
        }
    }

    [SkippableFact]
    public async Task What_a_server_takes_letters_for_makes_no_difference_to_the_rows_that_come_back()
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new(environments => environments.Services.Configure<LocalOptions>(local => (local.PostgreSqlSettings["standard_conforming_strings"], local.PostgreSqlSettings["array_nulls"]) = ("off", "off")));
        await using TestEnvironment environment = await lab.OpenAsync(lab.Write("odd.sql", @"CREATE TABLE a AS SELECT E'a\\b ''c'' ""d""' AS text, ARRAY['x', NULL] AS list"));
        const string All = "SELECT string_agg(a::text, ';') FROM a";
        object? before = await DataLab.QueryAsync(environment.ConnectionString("orders"), All);
        await DataLab.QueryAsync(environment.ConnectionString("orders"), "DELETE FROM a");
        (await environment.ResetAsync()).KeptSessions.Should().BeTrue();
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), All)).Should().Be(before);
    }

    [SkippableFact]
    public async Task After_a_swap_the_pool_of_this_process_opens_new_sessions()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync(_lab.Write("pooled.sql", "CREATE TABLE a AS SELECT 1 AS id"));
        for (int i = 0; i < 2; i++)
        {
            await using NpgsqlConnection pooled = new(environment.ConnectionString("orders"));
            await pooled.OpenAsync();
            await ExecuteAsync(pooled, "CREATE INDEX ON a (id)");
            await pooled.CloseAsync();
            (await environment.ResetAsync()).KeptSessions.Should().BeFalse();
        }
    }

    [SkippableTheory]
    [InlineData(null, ResetWay.Swap)]
    [InlineData(ResetWay.Remade, ResetWay.Remade)]
    public async Task A_database_whose_owner_has_given_it_another_comment_is_reset_all_the_same(ResetWay? way, ResetWay taken)
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync(_lab.Write("commented.sql", "CREATE TABLE sales.a AS SELECT 1 AS id"));
        await DataLab.QueryAsync(environment.ConnectionString("orders"), "DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'mine'); INSERT INTO sales.a VALUES (2); END $$");
        await using RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        (await DataLab.QueryAsync(rented.ConnectionString, "SELECT count(*) FROM sales.a")).Should().Be(1L);
        (await environment.ResetAsync(new ResetOptions { Way = way })).Components[ComponentName.Data("orders")].Way.Should().Be(taken);
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM sales.a")).Should().Be(1L);
        (await environment.ResetAsync(new ResetOptions { Way = way })).Components[ComponentName.Data("orders")].Way.Should().Be(way ?? ResetWay.Difference, "its comment is there again");
    }

    [SkippableFact]
    public async Task What_is_not_in_the_servers_log_any_more_is_put_right_as_well()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync(_lab.Write("old.sql", "CREATE TABLE a AS SELECT 1 AS id"));
        await using TestEnvironment other = await _lab.OpenAsync("old.sql");
        await DataLab.QueryAsync(environment.ConnectionString("orders"), "INSERT INTO a VALUES (2)");
        string admin = environment.Output(DataLab.Orders, OutputNames.AdminConnectionString);
        await DataLab.QueryAsync(other.ConnectionString("orders"), "INSERT INTO a SELECT generate_series(1, 600000)");
        await DataLab.QueryAsync(admin, "CHECKPOINT");
        await DataLab.QueryAsync(admin, "SELECT pg_switch_wal()");
        await DataLab.QueryAsync(admin, "CHECKPOINT");
        (await environment.ResetAsync()).KeptSessions.Should().BeTrue();
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM a")).Should().Be(1L);
    }

    [SkippableTheory]
    [InlineData("DELETE FROM leaf; UPDATE root SET note = 'x'", null)]
    [InlineData("INSERT INTO leaf VALUES (9, 2, 2)", null)]
    [InlineData("DELETE FROM root WHERE id = 3; INSERT INTO parted VALUES (7, '2026-03-01', 1)", null)]
    [InlineData("UPDATE watched SET id = 2", "watched would have to be filled again")]
    [InlineData("UPDATE hidden SET id = 2", "hidden would have to be filled again")]
    [InlineData("UPDATE hen SET id = 2", "form a circle among public.hen, public.egg")]
    public async Task Without_a_superusers_rights_what_has_changed_is_filled_again_in_the_order_of_foreign_keys(string work, string? obstacle)
    {
        DataLab.RequirePostgreSql();
        _lab.Write("tables.sql", """
            CREATE TABLE leaf (id int PRIMARY KEY, root int NOT NULL, twin int REFERENCES leaf ON DELETE RESTRICT);
            CREATE TABLE root (id int PRIMARY KEY, note text);
            ALTER TABLE leaf ADD FOREIGN KEY (root) REFERENCES root ON DELETE CASCADE;
            CREATE TABLE parted (id int, at date, root int REFERENCES root, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
            CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2026-07-01');
            CREATE TABLE parted_2 PARTITION OF parted DEFAULT;
            CREATE TABLE far (id int, at date, FOREIGN KEY (id, at) REFERENCES parted);
            CREATE TABLE hen (id int PRIMARY KEY, egg int); CREATE TABLE egg (id int PRIMARY KEY, hen int REFERENCES hen);
            ALTER TABLE hen ADD FOREIGN KEY (egg) REFERENCES egg;
            CREATE TABLE watched (id int); CREATE TABLE hidden (id int);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
            CREATE TRIGGER noting AFTER UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION note();
            ALTER TABLE hidden ENABLE ROW LEVEL SECURITY; ALTER TABLE hidden FORCE ROW LEVEL SECURITY; CREATE POLICY all_of_it ON hidden USING (true);
            INSERT INTO root SELECT g, 'note ' || g FROM generate_series(1, 3) g;
            INSERT INTO leaf VALUES (1, 1, 1), (2, 1, 1), (3, 2, 2);
            INSERT INTO parted VALUES (1, '2026-02-01', 1), (2, '2026-08-01', 2);
            INSERT INTO far VALUES (1, '2026-02-01'), (2, '2026-08-01');
            INSERT INTO hen VALUES (1, NULL); INSERT INTO watched VALUES (1); INSERT INTO hidden VALUES (1);
            """);
        await using TestEnvironment environment = await _lab.OpenAsync("tables.sql");
        string connection = environment.ConnectionString("orders");
        const string Contents = """
            SELECT (SELECT string_agg(r::text, ' ' ORDER BY r) FROM root r) || (SELECT string_agg(r::text, ' ' ORDER BY r) FROM leaf r)
                || (SELECT string_agg(r::text, ' ' ORDER BY r) FROM parted r) || (SELECT string_agg(r::text, ' ' ORDER BY r) FROM far r)
            """;
        object? before = await DataLab.QueryAsync(connection, Contents);
        await DataLab.QueryAsync(connection, work);
        Func<Task<ResetResult>> reset = async () => (await environment.ResetAsync(new ResetOptions { Way = ResetWay.Reseeded })).Components[ComponentName.Data("orders")];

        if (obstacle is not null)
        {
            await reset.Should().ThrowAsync<EnvironmentException>().WithMessage($"*{obstacle}*");
            (await environment.ResetAsync()).Components[ComponentName.Data("orders")].Way.Should().Be(ResetWay.Difference, "a superuser can put it right all the same");
            return;
        }

        (await reset()).KeptSessions.Should().BeTrue();
        (await DataLab.QueryAsync(connection, Contents)).Should().Be(before);
    }

    private static async Task<ResetResult> ResetAsync(TestEnvironment environment, ResetWay? way)
    {
        try
        {
            return (await environment.ResetAsync(new ResetOptions { Way = way })).Components[ComponentName.Data("orders")];
        }
        catch (EnvironmentException exception) when (exception.Message.Contains("Leave the way open", StringComparison.Ordinal))
        {
            return (await environment.ResetAsync(new ResetOptions { Way = ResetWay.Swap })).Components[ComponentName.Data("orders")];
        }
    }

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), System.Globalization.CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    private static async Task<int> WorkAsync(NpgsqlDataSource pool, int worker, CancellationToken ending)
    {
        int done = 0;
        for (; !ending.IsCancellationRequested; done++)
        {
            await using NpgsqlConnection connection = await pool.OpenConnectionAsync(CancellationToken.None);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            await ExecuteAsync(connection, $"UPDATE a SET n = n + 1 WHERE id = {worker}; INSERT INTO b (a) VALUES ({worker})");
            await transaction.CommitAsync(CancellationToken.None);
        }

        return done;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statements)
    {
        await using NpgsqlCommand command = new(statements, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Does the work, resets, and compares all of the database with one that nobody has touched.</summary>
    private async Task<ResetResult> ResetAfterAsync(string work)
    {
        string dump = DataLab.RequireDump();
        _lab.Write("zoo.sql", Zoo);
        await using TestEnvironment environment = await _lab.OpenAsync("zoo.sql");
        await using NpgsqlConnection session = new(environment.ConnectionString("orders"));
        await session.OpenAsync();
        foreach (string statement in work.StartsWith("BEGIN", StringComparison.Ordinal) || work.Contains("$$", StringComparison.Ordinal) ? [work] : work.Split("; "))
        {
            await ExecuteAsync(session, statement);
        }

        ResetResult result = (await environment.ResetAsync()).Components[ComponentName.Data("orders")];
        await using RentedDatabase untouched = await environment.RentDatabaseAsync("orders");
        (await DumpAsync(dump, environment.ConnectionString("orders"))).Should().Equal(await DumpAsync(dump, untouched.ConnectionString));
        if (result.KeptSessions)
        {
            await ExecuteAsync(session, "SELECT 1");
        }

        return result;
    }

    /// <summary>The lines of a dump in an order of their own: rows have none.</summary>
    private static async Task<IReadOnlyList<string>> DumpAsync(string program, string connectionString)
    {
        NpgsqlConnectionStringBuilder to = new(connectionString);
        ProcessStartInfo start = new(program, ["--host", to.Host!, "--port", $"{to.Port}", "--username", to.Username!, "--blobs", to.Database!]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PGPASSWORD"] = to.Password;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, await errors);
        return [.. text.Replace(to.Username!, "owner", StringComparison.Ordinal).Split('\n').Where(line => !line.StartsWith("\\restrict", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }
}

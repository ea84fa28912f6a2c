using Lumina.Environments.Providers;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
[Trait("Category", "Masking")]
public sealed class MaskingCopyTests : IAsyncLifetime
{
    private const string People = """
        CREATE TABLE customers (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            email varchar(60) NOT NULL CHECK (email LIKE '%@%.%'),
            name varchar(30) NOT NULL,
            phone text,
            card varchar(19) CHECK (length(card) IN (16, 19)),
            iban varchar(34),
            born date CHECK (born > '1900-01-01'),
            about text,
            details jsonb,
            tags text[],
            level smallint NOT NULL CHECK (level BETWEEN 1 AND 9),
            shout text GENERATED ALWAYS AS (upper(name)) STORED);
        CREATE UNIQUE INDEX customers_email ON customers (lower(email));
        CREATE UNIQUE INDEX customers_card ON customers (card);
        CREATE TABLE newsletter (address text PRIMARY KEY, fullname text, since timestamptz);
        """;

    private const string PeopleRows = """
        INSERT INTO customers (email, name, phone, card, iban, born, about, details, tags, level)
        SELECT 'Person' || n || '@lumina-source.test', 'Given' || n || ' Family' || n % 7, '+49 30 ' || 5550000 + n, '4111' || lpad((n * 7919)::text, 12, '0'),
               'DE' || lpad((n % 90 + 2)::text, 2, '0') || lpad((n * 104729)::text, 18, '0'), date '1950-01-01' + n * 37, E'Wrote\t' || n || E' letters\nto Person' || n || '@lumina-source.test \\ end',
               jsonb_build_object('mail', 'person' || n || '@lumina-source.test', 'visits', 5000 + n), ARRAY['Given' || n, NULL, 'some, "quoted" note'], n % 9 + 1
        FROM generate_series(1, 300) AS n;
        INSERT INTO newsletter SELECT lower(email), name, '2024-05-05 10:00+02' FROM customers;
        UPDATE customers SET phone = NULL WHERE id = 1;
        UPDATE customers SET phone = '', about = '' WHERE id = 2;
        """;

    private static readonly MaskingRule[] PeopleRules =
    [
        MaskingRule.ForColumn("customers.email", ColumnMask.Email),
        MaskingRule.ForColumn("public.newsletter.address", ColumnMask.Email),
        MaskingRule.ForColumnsNamed("*NAME", ColumnMask.Name),
        MaskingRule.ForColumn("customers.phone", ColumnMask.Phone),
        MaskingRule.ForColumn("customers.card", ColumnMask.Card),
        MaskingRule.ForColumn("customers.iban", ColumnMask.Iban),
        MaskingRule.ForType("date", ColumnMask.Date),
        MaskingRule.ForColumn("customers.about", ColumnMask.Text),
        MaskingRule.ForType("jsonb", ColumnMask.Text),
        MaskingRule.ForColumn("customers.tags", ColumnMask.Text),
    ];

    private static readonly MaskedStart[] PeopleStarts = [new("customers"), new("newsletter")];

    private readonly MaskingLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Nothing_personal_of_the_original_is_in_the_copy_and_the_same_person_is_the_same_in_two_tables()
    {
        await _lab.OpenAsync(People, PeopleRows);
        await _lab.RunAsync(_lab.Copy(PeopleStarts, PeopleRules));

        (await _lab.ReadAsync("SELECT count(*) FROM customers")).Should().Be("300");
        string copied = await MaskingLab.DumpAsync(_lab.Target);
        const string Originals = """
            SELECT string_agg(DISTINCT value, E'\x01') FROM customers, LATERAL (
                VALUES (email), (lower(email)), (name), (split_part(name, ' ', 1)), (split_part(name, ' ', 2)), (phone), (card), (iban), (about), (split_part(about, ' ', 1)),
                       (shout), (details ->> 'mail'), (tags[1]), (tags[3]), ('lumina-source'), ('quoted'), ('letters')) AS v (value)
            WHERE length(value) >= 4
            """;
        string[] originals = ((string)(await DataLab.QueryAsync(_lab.Source, Originals))!).Split('\u0001');
        originals.Should().HaveCountGreaterThan(2_000);
        originals.Where(value => copied.Contains(value, StringComparison.OrdinalIgnoreCase)).Should().BeEmpty();

        (await _lab.ReadAsync("SELECT count(*) FROM customers c JOIN newsletter n ON n.address = lower(c.email) AND n.fullname = c.name")).Should().Be("300", "no foreign key ties the two");
        (await _lab.ReadAsync("SELECT count(DISTINCT name) || ' ' || count(DISTINCT email) || ' ' || count(*) FILTER (WHERE shout = upper(name)) FROM customers")).Should().Be("300 300 300");
        (await _lab.ReadAsync("SELECT phone IS NULL FROM customers WHERE id = 1")).Should().Be("True");
        (await _lab.ReadAsync("SELECT phone || about || '-' FROM customers WHERE id = 2")).Should().Be("-", "what is empty stays empty");
        (await _lab.ReadAsync("SELECT tags[2] IS NULL AND about LIKE E'_____\\t% %\\n%' FROM customers WHERE id = 3")).Should().Be("True");
        (await DataLab.QueryAsync(_lab.Target, "INSERT INTO customers (email, name, level) VALUES ('new@example.com', 'New', 1) RETURNING id")).Should().Be(301L, "the sequence is past the copied keys");
    }

    [SkippableFact]
    public async Task One_key_gives_equal_copies_and_another_key_different_ones()
    {
        await _lab.OpenAsync(People, PeopleRows);
        MaskedCopy copy = _lab.Copy(PeopleStarts, PeopleRules);
        await _lab.RunAsync(copy);
        await MaskingLab.RunAsync(copy, _lab.Other);
        string first = await MaskingLab.DumpAsync(_lab.Target);
        (await MaskingLab.DumpAsync(_lab.Other)).Should().Be(first);

        await DataLab.QueryAsync(_lab.Other, "TRUNCATE customers, newsletter");
        await MaskingLab.RunAsync(copy with { MaskingKey = new Secret("another key for the tests") }, _lab.Other);
        string[] lines = first.Split('\n');
        (await MaskingLab.DumpAsync(_lab.Other)).Split('\n').Intersect(lines, StringComparer.Ordinal).Where(line => line.Contains("example", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Unique_names_stay_unique_and_are_the_same_where_they_need_not_be()
    {
        await _lab.OpenAsync(
            "CREATE TABLE users (username varchar(6) PRIMARY KEY); CREATE TABLE audit (id int, username varchar(6));",
            "INSERT INTO users SELECT chr(97 + n / 26 % 26) || chr(97 + n % 26) || chr(97 + n / 676) FROM generate_series(0, 9999) AS n; INSERT INTO audit SELECT row_number() OVER (ORDER BY username DESC), username FROM users;");
        await _lab.RunAsync(_lab.Copy([new("users"), new("audit")], MaskingRule.ForColumnsNamed("username", ColumnMask.Name)));
        (await _lab.ReadAsync("SELECT count(*) || ' ' || count(DISTINCT u.username) FROM users u JOIN audit a USING (username)")).Should().Be("10000 10000");
    }

    [SkippableFact]
    public async Task Every_column_that_looks_personal_and_has_no_rule_is_a_fault_and_nothing_is_copied()
    {
        await _lab.OpenAsync(
            """
            CREATE TABLE plain (id int PRIMARY KEY, note text, payload json, list varchar[], doc xml, big bigint, host inet, found tsvector, title text);
            CREATE TABLE people (id int PRIMARY KEY, "firstName" text, date_of_birth date, zip int, plain_id int REFERENCES plain, kept text, email_sent_at timestamptz);
            COMMENT ON COLUMN people.kept IS 'Not theirs. lumina:mask=keep';
            """,
            """
            INSERT INTO plain VALUES (1, 'ask ada@lumina.test', '{"phone": "+49 30 1234567"}', '{x,DE89370400440532013000}', '<a>ada@lumina.test</a>', 4111111111111111, '10.0.0.1', 'ada', 'Tea');
            INSERT INTO people VALUES (1, 'Ada', '1815-12-10', 10115, 1, 'a@lumina.test', '2024-01-01');
            """);
        MaskedCopy copy = _lab.Copy([new("people")]);
        IReadOnlyList<string> faults = await _lab.CheckAsync(copy);
        faults.Should().HaveCount(10);
        string[] columns =
        [
            "people.firstName (text)", "people.date_of_birth (date)", "people.zip (integer)", "plain.note (text)", "plain.payload (json)", "plain.list (character varying[])",
            "plain.doc (xml)", "plain.big (bigint)", "plain.host (inet)", "plain.found (tsvector)",
        ];
        columns.Should().OnlyContain(column => faults.Any(fault => fault.Contains($"Column public.{column} looks like personal data and has no rule", StringComparison.Ordinal)));
        faults.Should().NotContain(fault => fault.Contains("ada", StringComparison.OrdinalIgnoreCase) || fault.Contains("4111", StringComparison.Ordinal));

        Func<Task> running = () => _lab.RunAsync(copy);
        (await running.Should().ThrowAsync<ProviderException>()).Which.Message.Should().ContainAll(columns);
        (await _lab.ReadAsync("SELECT (SELECT count(*) FROM people) + (SELECT count(*) FROM plain)")).Should().Be("0");
    }

    [SkippableFact]
    public async Task Personal_data_beyond_the_sample_is_met_on_its_way_and_undoes_the_copy()
    {
        await _lab.OpenAsync("CREATE TABLE notes (id int PRIMARY KEY, note text, more text)", "INSERT INTO notes SELECT n, 'nothing', CASE WHEN n = 4000 THEN 'ada@lumina.test' END FROM generate_series(1, 6000) AS n");
        MaskedCopy copy = _lab.Copy([new("notes")]);
        (await _lab.CheckAsync(copy)).Should().BeEmpty();
        Func<Task> running = () => _lab.RunAsync(copy);
        await running.Should().ThrowAsync<ProviderException>().WithMessage("*Nothing was copied: 1 thing*public.notes.more (text) looks like personal data*an e-mail address*");
        (await _lab.ReadAsync("SELECT count(*) FROM notes")).Should().Be("0");
        await _lab.RunAsync(_lab.Copy([new("notes") { Where = "id < 4000 -- all before it" }]));
        (await _lab.ReadAsync("SELECT count(*) FROM notes")).Should().Be("3999");
    }

    [SkippableFact]
    public async Task All_that_is_wrong_with_rules_and_tables_is_told_at_once()
    {
        await _lab.OpenAsync(
            """
            CREATE TABLE a (id int PRIMARY KEY, code text NOT NULL UNIQUE, "when" date, mail varchar(10), gone int, other int, full_name text);
            CREATE TABLE b (code text REFERENCES a (code));
            CREATE SCHEMA s; CREATE TABLE s.b ();
            COMMENT ON COLUMN a.other IS 'lumina:mask=nothing';
            """,
            "SELECT 1");
        await _lab.ChangeTargetAsync("ALTER TABLE a DROP gone; ALTER TABLE a ALTER other TYPE bigint; ALTER TABLE a ADD extra int; INSERT INTO a (id, code) VALUES (1, 'x')");
        IReadOnlyList<string> faults = await _lab.CheckAsync(_lab.Copy(
            [new("public.b"), new("b"), new("c")],
            MaskingRule.ForColumn("a.code", ColumnMask.Null),
            MaskingRule.ForColumn("public.b.code", ColumnMask.Number),
            MaskingRule.ForColumn("a.when", ColumnMask.Email),
            MaskingRule.ForColumn("a.mail", ColumnMask.Email),
            MaskingRule.ForColumn("a.typo", ColumnMask.Keep),
            MaskingRule.ForColumnsNamed("full*", ColumnMask.Name),
            MaskingRule.ForColumnsNamed("*name", ColumnMask.Text)));
        string[] problems =
        [
            "'b' can mean public.b, s.b", "No table 'c' is in the source", "Column public.a.code cannot be NULL", "public.a.when is of type date, which cannot be masked as Email",
            "public.a.mail holds 10 characters", "No column 'a.typo'", "Several rules of the same standing (Name) mean column public.a.full_name: Name, Text", "'lumina:mask=nothing'",
            "public.a.gone is in the source and not in", "public.a.other is of type integer in the source and of type bigint", "public.a.extra is in the database that is to be filled", "public.a has rows already",
        ];
        faults.Should().HaveCount(problems.Length);
        problems.Should().OnlyContain(problem => faults.Any(fault => fault.Contains(problem, StringComparison.Ordinal)));

        MaskedCopy bad = new(new Secret(_lab.Source), new Secret("too short")) { MaximumRows = 0 };
        (await _lab.CheckAsync(bad)).Should().HaveCount(3).And.Contain(fault => fault.StartsWith("maskingKey: The key has 9 bytes.", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task An_error_of_a_server_names_table_and_column_and_tells_no_value()
    {
        await _lab.OpenAsync("CREATE TABLE a (id int PRIMARY KEY, secret_name text)", "INSERT INTO a VALUES (1, 'Marigold'), (2, 'Hyacinth')");
        MaskedCopy copy = _lab.Copy([new("a")], MaskingRule.ForColumn("a.secret_name", ColumnMask.Name));
        await _lab.ChangeTargetAsync("ALTER TABLE a ADD CONSTRAINT no_names CHECK (secret_name IS NULL)");
        Func<Task> running = () => _lab.RunAsync(copy);
        (await running.Should().ThrowAsync<ProviderException>().WithMessage("Copying public.a failed: *check constraint \"no_names\"*table public.a*SQLSTATE 23514*"))
            .Which.ToString().Should().NotContainAny("Marigold", "Hyacinth", "Failing row");

        running = () => _lab.RunAsync(copy with { Starts = [new("a") { Where = "secret_name::int > 0" }] });
        (await running.Should().ThrowAsync<ProviderException>()).Which.ToString().Should().Contain("Choosing the rows of public.a").And.NotContain("Marigold");
        running = () => _lab.RunAsync(copy with { Starts = [new("a") { Where = "nextval('s') > 0" }] });
        await _lab.ChangeSourceAsync("CREATE SEQUENCE s");
        await running.Should().ThrowAsync<ProviderException>().WithMessage("*read-only transaction*The source is only read*");
    }

    [SkippableFact]
    public async Task A_condition_cannot_end_its_statement_and_begin_another()
    {
        await _lab.OpenAsync("CREATE TABLE a (id int)", "INSERT INTO a VALUES (1)");
        Func<Task> running = () => _lab.RunAsync(_lab.Copy([new("a") { Where = "true); COMMIT; DELETE FROM a WHERE (true" }]));
        await running.Should().ThrowAsync<ProviderException>().WithMessage("*Choosing the rows*multiple commands*");
        (await DataLab.QueryAsync(_lab.Source, "SELECT count(*) FROM a")).Should().Be(1L);
    }

    [SkippableFact]
    public async Task Rules_come_from_a_model_a_comment_a_pattern_and_a_type_in_this_order()
    {
        await _lab.OpenAsync(
            "CREATE TABLE people (first_name text, last_name text, note text, host inet); COMMENT ON COLUMN people.first_name IS 'lumina:mask=null'; COMMENT ON COLUMN people.last_name IS 'lumina:mask=null';",
            "INSERT INTO people VALUES ('Ada', 'Lovelace', 'a note', '10.0.0.1')");
        await _lab.RunAsync(_lab.Copy(
            [new("people")],
            [.. MaskingRule.ForModel<Person>("people"), MaskingRule.ForColumnsNamed("*name", ColumnMask.Keep), MaskingRule.ForType("text", ColumnMask.Constant("a\tb")), MaskingRule.ForType("inet", ColumnMask.Constant("::1"))]));
        (await _lab.ReadAsync("SELECT format('%s %s %s %s', first_name = 'Ada', length(first_name), note = E'a\\tb' AND host = '::1', last_name IS NULL) FROM people")).Should().MatchRegex("^f [5-9] t t$");
        (await _lab.CheckAsync(_lab.Copy([new("people")], MaskingRule.ForModel<Person>("persons")))).Should().Contain(fault => fault.StartsWith("rules[0]: No column 'persons.FirstName'", StringComparison.Ordinal));
    }

    private sealed class Person
    {
        [Masked(MaskingKind.Name)]
        public string FirstName { get; set; } = "";
    }

    [SkippableFact]
    public async Task A_key_for_keeping_the_copy_is_there_only_when_the_source_is_said_to_stand_still()
    {
        await _lab.OpenAsync("CREATE TABLE a ()", "SELECT 1");
        MaskedCopy copy = _lab.Copy([new("a")]);
        copy.Key.Should().BeNull();
        string key = (copy with { Version = "1" }).Key!;
        key.Should().MatchRegex("^1\\|[0-9a-f]{64}$").And.Be((copy with { Version = "1" }).Key);
        new[]
        {
            copy with { Version = "2" }, copy with { Version = "1", Rules = [MaskingRule.ForColumn("a.b", ColumnMask.Keep)] },
            copy with { Version = "1", Starts = [new("a") { Limit = 1 }] }, copy with { Version = "1", MaskingKey = new Secret("another key for the tests") },
        }.Select(other => other.Key).Should().OnlyHaveUniqueItems().And.NotContain(key);
    }

    [SkippableFact]
    public async Task A_masked_copy_is_the_data_of_a_database_of_an_environment()
    {
        await _lab.OpenAsync("CREATE TABLE a (name text)", "INSERT INTO a VALUES ('Marigold')");
        await using DataLab lab = new();
        EnvironmentSpec spec = new("copied", "tests")
        {
            Databases =
            [
                new DatabaseSpec("orders", DatabaseType.PostgreSql)
                {
                    Data = TestData.FromSqlFiles(lab.Write("a.sql", "CREATE TABLE a (name text)")).Then(TestData.FromMaskedCopy(_lab.Copy([new("a")], MaskingRule.ForColumn("a.name", ColumnMask.Name)))),
                },
            ],
        };
        await using TestEnvironment environment = await lab.Manager.OpenAsync(spec);
        ((string)(await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT name FROM a"))!).Should().MatchRegex("^[A-Z][a-z]{4,8}$").And.NotBe("Marigold");
    }
}

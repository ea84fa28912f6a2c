using Lumina.Environments.Providers;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
[Trait("Category", "Masking")]
public sealed class MaskingSubsetTests : IAsyncLifetime
{
    private readonly MaskingLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Parents_come_over_any_number_of_steps_and_children_where_wanted()
    {
        await _lab.OpenAsync(
            """
            CREATE TABLE countries (code char(2) PRIMARY KEY);
            CREATE TABLE customers (tenant int, id int, country char(2) REFERENCES countries, referred_by int, PRIMARY KEY (tenant, id), FOREIGN KEY (tenant, referred_by) REFERENCES customers);
            CREATE TABLE orders (id int PRIMARY KEY, tenant int, customer int, FOREIGN KEY (tenant, customer) REFERENCES customers);
            CREATE TABLE lines (order_id int REFERENCES orders, place int, amount numeric(8,2));
            CREATE TABLE unrelated (id int, email text);
            """,
            """
            INSERT INTO countries VALUES ('DE'), ('FR'), ('IT');
            INSERT INTO customers SELECT t, n, CASE WHEN n = 1 THEN 'DE' WHEN n < 5 THEN 'FR' ELSE 'IT' END, CASE WHEN n > 1 THEN n - 1 END FROM generate_series(1, 2) t, generate_series(1, 10) n;
            INSERT INTO orders SELECT n, n % 2 + 1, n % 10 + 1 FROM generate_series(1, 100) n;
            INSERT INTO lines SELECT o, l, o * l FROM generate_series(1, 100) o, generate_series(1, 3) l;
            INSERT INTO unrelated VALUES (1, 'a@lumina.test');
            """);
        await _lab.RunAsync(_lab.Copy([new("lines") { Where = "order_id = 3" }]));
        (await CountsAsync()).Should().Be("lines 3, orders 1, customers 4, countries 2", "customer 4 of tenant 2 was referred by 3, and so on");

        await _lab.ChangeTargetAsync("TRUNCATE countries, customers, orders, lines");
        await _lab.RunAsync(_lab.Copy([new("orders") { Limit = 5, WithChildren = true }, new("countries")]));
        (await CountsAsync()).Should().Be("lines 15, orders 5, customers 11, countries 3", "of one tenant the chain up to customer 6, of the other up to 5");
        (await _lab.ReadAsync("SELECT max(id) FROM orders")).Should().Be("5");
        await RequireWholeAsync();

        Task<string?> CountsAsync() => _lab.ReadAsync(
            "SELECT format('lines %s, orders %s, customers %s, countries %s', (SELECT count(*) FROM lines), (SELECT count(*) FROM orders), (SELECT count(*) FROM customers), (SELECT count(*) FROM countries))");
    }

    [SkippableFact]
    public async Task Circles_of_keys_are_copied_and_the_schema_is_as_it_was()
    {
        await _lab.OpenAsync(
            """
            CREATE TABLE teams (id int PRIMARY KEY, lead int NOT NULL);
            CREATE TABLE members (id int PRIMARY KEY, team int NOT NULL REFERENCES teams, mentor int REFERENCES members);
            CREATE TABLE badges (member int REFERENCES members DEFERRABLE);
            ALTER TABLE teams ADD CONSTRAINT led FOREIGN KEY (lead) REFERENCES members;
            CREATE TABLE log (what text);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO log VALUES (''fired''); RETURN NEW; END';
            CREATE TRIGGER noted AFTER INSERT ON members FOR EACH ROW EXECUTE FUNCTION note();
            CREATE TRIGGER always_noted AFTER INSERT ON members FOR EACH ROW EXECUTE FUNCTION note();
            ALTER TABLE members ENABLE ALWAYS TRIGGER always_noted;
            CREATE TRIGGER never AFTER INSERT ON members FOR EACH ROW EXECUTE FUNCTION note();
            ALTER TABLE members DISABLE TRIGGER never;
            """,
            """
            BEGIN; ALTER TABLE teams ALTER CONSTRAINT led DEFERRABLE INITIALLY DEFERRED;
            INSERT INTO teams SELECT n, n * 10 FROM generate_series(1, 5) n;
            INSERT INTO members SELECT n, n / 10, NULLIF(n - 1, 9) FROM generate_series(10, 59) n;
            INSERT INTO badges VALUES (35);
            SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE teams ALTER CONSTRAINT led NOT DEFERRABLE; COMMIT;
            """);
        const string Schema = "SELECT (SELECT string_agg(conname || condeferrable || condeferred || convalidated, ',' ORDER BY conname) FROM pg_constraint WHERE contype = 'f') || (SELECT string_agg(tgname || tgenabled::text, ',' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal)";
        string? before = await _lab.ReadAsync(Schema);
        await _lab.RunAsync(_lab.Copy([new("badges")]));
        (await _lab.ReadAsync("SELECT (SELECT count(*) FROM members) || ' ' || (SELECT count(*) FROM teams) || ' ' || (SELECT count(*) FROM log)")).Should().Be("26 3 0");
        (await _lab.ReadAsync(Schema)).Should().Be(before);
        await RequireWholeAsync();
    }

    [SkippableFact]
    public async Task Partitions_keys_that_are_masked_identities_and_generated_columns_hold()
    {
        await _lab.OpenAsync(
            """
            CREATE TYPE mood AS ENUM ('good', 'bad');
            CREATE DOMAIN mail_address AS varchar(40) CHECK (VALUE ~ '^[^@]+@[^@]+$');
            CREATE SEQUENCE loose;
            CREATE TABLE people (ssn varchar(11) PRIMARY KEY, nr int NOT NULL UNIQUE, mail mail_address, feeling mood);
            CREATE TABLE events (id bigint GENERATED BY DEFAULT AS IDENTITY, at date, who varchar(11) REFERENCES people, nr int REFERENCES people (nr), twice int GENERATED ALWAYS AS (nr * 2) STORED, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
            CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
            CREATE TABLE events_2 (who varchar(11), nr int, id bigint NOT NULL, at date NOT NULL, twice int GENERATED ALWAYS AS (nr * 2) STORED);
            ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
            CREATE TABLE remarks (id int DEFAULT nextval('loose'), event bigint, at date, FOREIGN KEY (event, at) REFERENCES events);
            """,
            """
            INSERT INTO people SELECT format('%s-%s-%s', 100 + n, 10 + n % 90, 1000 + n), 1000000 + n, 'p' || n || '@lumina.test', 'good' FROM generate_series(1, 500) n;
            INSERT INTO events (at, who, nr) SELECT date '2024-01-01' + n, p.ssn, p.nr FROM generate_series(1, 700) n JOIN people p ON p.nr = 1000000 + n % 500 + 1;
            INSERT INTO remarks (event, at) SELECT id, at FROM events WHERE id % 2 = 0;
            """);
        await _lab.RunAsync(_lab.Copy(
            [new("remarks") { Where = "id <= 300" }],
            MaskingRule.ForColumn("people.ssn", ColumnMask.Number),
            MaskingRule.ForColumn("events.nr", ColumnMask.Number),
            MaskingRule.ForColumn("people.mail", ColumnMask.Email)));
        (await _lab.ReadAsync("SELECT count(*) || ' ' || count(*) FILTER (WHERE twice = nr * 2) || ' ' || count(DISTINCT tableoid) FROM events")).Should().Be("300 300 2");
        (await _lab.ReadAsync("SELECT count(*) FROM events e JOIN people p ON p.ssn = e.who AND p.nr = e.nr")).Should().Be("300");
        (await _lab.ReadAsync("SELECT bool_and(ssn ~ '^\\d{3}-\\d{2}-\\d{4}$' AND nr BETWEEN 1000000 AND 9999999) FROM people")).Should().Be("True");
        string source = await MaskingLab.DumpAsync(_lab.Source);
        string copied = await MaskingLab.DumpAsync(_lab.Target);
        source.Split('\n').Where(row => row.Contains('@', StringComparison.Ordinal)).SelectMany(row => row.Trim('(', ')').Split(',').Take(3)).Where(value => copied.Contains(value, StringComparison.Ordinal)).Should().BeEmpty();
        (await _lab.ReadAsync("SELECT nextval('loose') || ' ' || nextval(pg_get_serial_sequence('events', 'id'))")).Should().Be("301 601");
        await RequireWholeAsync();
    }

    [SkippableFact]
    public async Task Rows_without_a_key_and_tables_that_inherit_are_copied_once()
    {
        await _lab.OpenAsync(
            "CREATE TABLE base (a int, b \"char\", c interval, d bytea, e float8, f timestamptz, g bpchar(4)); CREATE TABLE derived (h numrange) INHERITS (base); CREATE TABLE empty ();",
            "INSERT INTO base SELECT 1, 'x', '1 day 2 hours', '\\x00ff', 0.1 + 0.2, '2024-01-01 12:00+05', 'ab' FROM generate_series(1, 12000); INSERT INTO derived VALUES (2, 'y', NULL, NULL, 'NaN', 'infinity', '', '[1,2)'); INSERT INTO empty DEFAULT VALUES");
        await _lab.RunAsync(_lab.Copy([new("base"), new("derived"), new("empty")]));
        (await MaskingLab.DumpAsync(_lab.Target)).Should().Be((await MaskingLab.DumpAsync(_lab.Source)));
    }

    [SkippableFact]
    public async Task More_rows_than_allowed_are_refused_with_what_to_do()
    {
        await _lab.OpenAsync("CREATE TABLE a (id int)", "INSERT INTO a SELECT generate_series(1, 1001)");
        Func<Task> running = () => _lab.RunAsync(_lab.Copy([new("a")]) with { MaximumRows = 1000 });
        await running.Should().ThrowAsync<ProviderException>().WithMessage("*more than 1,000 rows*MaskedStart.Where*MaximumRows*");
        (await _lab.ReadAsync("SELECT count(*) FROM a")).Should().Be("0");
    }

    [SkippableFact]
    public async Task Policies_that_hide_rows_are_refused_and_the_source_is_as_it_was()
    {
        await _lab.OpenAsync("CREATE TABLE a (id int); ALTER TABLE a ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY one ON a USING (id = 1);", "ALTER TABLE a NO FORCE ROW LEVEL SECURITY; INSERT INTO a VALUES (1), (2); ALTER TABLE a FORCE ROW LEVEL SECURITY");
        Func<Task> running = () => _lab.RunAsync(_lab.Copy([new("a")]));
        await running.Should().ThrowAsync<ProviderException>().WithMessage("*row-level security*");
    }

    /// <summary>Validates every foreign key anew.</summary>
    private async Task RequireWholeAsync()
    {
        const string Recheck = """
            DO $$ DECLARE k record; BEGIN
                FOR k IN SELECT conrelid::regclass AS child, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 LOOP
                    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', k.child, k.conname, k.conname, k.definition);
                END LOOP;
            END $$
            """;
        await _lab.ChangeTargetAsync(Recheck);
    }
}

using System.Globalization;
using Npgsql;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class GeneratedRowsTests : IAsyncLifetime
{
    private const string Shop = """
        CREATE TYPE state AS ENUM ('new', 'paid', 'sent');
        CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
        CREATE TABLE customers (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(40) NOT NULL UNIQUE, full_name text NOT NULL, born date, referred_by int REFERENCES customers,
            rating smallint NOT NULL CHECK (rating >= 1 AND rating <= 5), country_code char(2) NOT NULL, discount percent NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
            key uuid NOT NULL DEFAULT gen_random_uuid(), active bool NOT NULL DEFAULT true, tags text[] NOT NULL, extra jsonb, shape point, upper_name text GENERATED ALWAYS AS (upper(full_name)) STORED);
        CREATE TABLE orders (
            id bigint PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, state state NOT NULL, kind text NOT NULL CHECK (kind IN ('web', 'it''s "shop"')),
            total numeric(8,2) NOT NULL CHECK (total > 0), code varchar(6) NOT NULL UNIQUE, note text CHECK (char_length(note) > 3), placed timestamp NOT NULL, parent_id bigint REFERENCES orders);
        CREATE TABLE products (sku text PRIMARY KEY, price numeric(6,2) NOT NULL, weight real, ean int4 UNIQUE NOT NULL);
        CREATE TABLE order_lines (order_id bigint REFERENCES orders, sku text REFERENCES products, quantity int NOT NULL CHECK (quantity BETWEEN 1 AND 20), PRIMARY KEY (order_id, sku));
        CREATE TABLE invoices (order_id bigint PRIMARY KEY REFERENCES orders, sent interval, at time NOT NULL, hash bytea NOT NULL, host inet NOT NULL);
        """;

    private static readonly string[] ShopTables = ["customers", "orders", "products", "order_lines", "invoices"];

    private readonly DataLab _lab = new();

    public Task InitializeAsync()
    {
        _lab.Write("shop.sql", Shop);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(5_000)]
    public async Task What_code_for_a_column_throws_is_told(int row)
    {
        DataLab.RequirePostgreSql();
        await using DataLab lab = new();
        lab.Write("a.sql", "CREATE TABLE a (x text)");
        int made = 0;
        TestData data = TestData.FromSqlFiles("a.sql").Then(TestData.Generate(1, new GeneratedTable("a", rows: 6_000) { Columns = { ["x"] = _ => made++ == row ? throw new InvalidOperationException("boo") : "x" } }));
        Func<Task> open = () => lab.OpenAsync(data);
        await open.Should().ThrowAsync<EnvironmentException>().WithMessage($"*The value of a.x for row {row} could not be made: InvalidOperationException: boo*");
    }

    [SkippableFact]
    public async Task Rows_are_whole_whatever_the_order_of_the_tables_and_the_same_for_the_same_seed()
    {
        DataLab.RequirePostgreSql();
        string first = await DumpAsync(ShopRows(42));
        first.Should().NotBeEmpty();
        (await DumpAsync(ShopRows(42, reversed: true))).Should().Be(first, "the order in which tables are named says nothing");
        (await DumpAsync(ShopRows(43))).Should().NotBe(first);
    }

    [SkippableFact]
    public async Task Columns_are_filled_by_type_name_and_constraints_and_defaults_are_left_to_the_server()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync(Data("shop.sql", ShopRows(1)));
        string connection = environment.ConnectionString("orders");
        (await DataLab.QueryAsync(connection, "SELECT concat_ws('|', (SELECT count(*) FROM customers), (SELECT count(*) FROM orders), (SELECT count(*) FROM products), (SELECT count(*) FROM order_lines), (SELECT count(*) FROM invoices))"))
            .Should().Be("200|500|50|3000|500");
        (await DataLab.QueryAsync(connection, "SELECT count(DISTINCT email) || '|' || bool_and(email LIKE '%@example.%') || '|' || bool_and(active) || '|' || max(id) || '|' || count(shape) || '|' || count(DISTINCT key) FROM customers"))
            .Should().Be("200|true|true|200|0|200", "emails look like emails and reach nobody, defaults and keys are the server's, what nobody can make up is null, and a random default is made from the seed");
        (await DataLab.QueryAsync(connection, "SELECT max(created_at) <= '2025-01-01Z' AND max(born) < '2008-01-01' FROM customers")).Should().Be(true, "dates do not depend on the day of the run");
        (await DataLab.QueryAsync(connection, "SELECT count(DISTINCT state) = 3 AND count(DISTINCT kind) = 2 AND bool_and(length(note) > 3) AND count(DISTINCT customer_id) > 100 FROM orders")).Should().Be(true);
        (await DataLab.QueryAsync(connection, "SELECT count(*) > 100 AND bool_and(referred_by < id) FROM customers WHERE referred_by IS NOT NULL")).Should().Be(true, "rows refer to rows before them, also where the server makes the keys");
        (await DataLab.QueryAsync(connection, "SELECT count(*) > 300 AND bool_and(parent_id < id) FROM orders WHERE parent_id IS NOT NULL")).Should().Be(true);
    }

    [SkippableFact]
    public async Task Given_columns_win_and_one_that_is_not_there_is_named()
    {
        DataLab.RequirePostgreSql();
        TestData given = TestData.Generate(seed: 1, new GeneratedTable("customers", 3)
        {
            Columns =
            {
                ["email"] = faker => string.Create(CultureInfo.InvariantCulture, $"c{faker.IndexFaker}@example.com"),
                ["full_name"] = _ => "tab\there \\ and\nthere",
                ["born"] = _ => new DateOnly(2000, 2, 29),
                ["tags"] = _ => new[] { "a \"b\"", null },
                ["extra"] = _ => "{\"a\": 1}",
                ["referred_by"] = _ => null,
                ["created_at"] = faker => faker.Date.Past(),
            },
        });
        await using TestEnvironment environment = await _lab.OpenAsync(Data("shop.sql", given));
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT string_agg(concat_ws('|', email, full_name, born, tags[1], extra, referred_by), ';' ORDER BY id) FROM customers WHERE id < 3"))
            .Should().Be("c0@example.com|tab\there \\ and\nthere|2000-02-29|a \"b\"|{\"a\": 1};c1@example.com|tab\there \\ and\nthere|2000-02-29|a \"b\"|{\"a\": 1}");
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT max(created_at) < '2025-01-01Z' AND count(DISTINCT created_at) = 3 FROM customers")).Should().Be(true, "the faker's dates do not depend on the day of the run either");
        Func<Task> wrong = () => _lab.OpenAsync(Data("shop.sql", TestData.Generate(1, new GeneratedTable("customers", 3) { Columns = { ["mail"] = _ => "", ["upper_name"] = _ => "" } })));
        await wrong.Should().ThrowAsync<EnvironmentException>().WithMessage("*'customers' has no column 'mail'; it has id, email*customers.upper_name is computed by the server: leave it out*");
    }

    [SkippableTheory]
    [InlineData("CREATE TABLE a (id int PRIMARY KEY, shape point NOT NULL, path path NOT NULL)", "a.shape (point) cannot be null and cannot be made up: give it by Columns = { [\"shape\"] = faker => … }. a.path (path)", "types that nobody can make up")]
    [InlineData("CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE a (p int NOT NULL REFERENCES p)", "a (p) must refer to a row of public.p, which has none", "a parent without rows")]
    [InlineData("CREATE TABLE a (id int CHECK (id % 7 = 3))", "The server refused a row that was generated for 'a'", "a check that is more than a comparison")]
    [InlineData("CREATE TABLE a (state bool UNIQUE NOT NULL)", "a cannot get 20 rows: its unique key (state) has 2 combinations", "fewer values than rows")]
    [InlineData("CREATE TABLE b (id int)", "the table 'a', which is not there", "no such table")]
    [InlineData("CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int NOT NULL REFERENCES a)", "a (a) refers to rows of the table itself", "a reference to itself that cannot be null")]
    public async Task What_cannot_be_filled_says_why_and_what_to_give(string sql, string words, string reason)
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", sql);
        Func<Task> opening = () => _lab.OpenAsync(Data("a.sql", TestData.Generate(1, new GeneratedTable("a", 20))));
        (await opening.Should().ThrowAsync<EnvironmentException>(reason)).Which.Message.Should().Contain(words, reason);
    }

    [SkippableFact]
    public async Task Keys_that_run_out_are_refused_all_at_once_before_a_row_is_made()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", """
            CREATE TABLE small (id smallint PRIMARY KEY);
            CREATE TABLE sign (code char(1) PRIMARY KEY);
            CREATE TABLE pair (kind bool, state text CHECK (state IN ('a', 'b', 'c')), UNIQUE (kind, state));
            CREATE TABLE numbered (id smallserial PRIMARY KEY);
            CREATE TABLE identified (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
            CREATE TABLE rated (rating numeric(2) UNIQUE);
            CREATE TABLE fine (id smallint PRIMARY KEY, code char(3) UNIQUE, number numeric(5) UNIQUE);
            """);
        GeneratedTable Of(string table, int rows) => new(table, rows);
        Func<Task> opening = () => _lab.OpenAsync(Data("a.sql", TestData.Generate(
            1, Of("small", 32_768), Of("sign", 37), Of("pair", 7), Of("numbered", 32_768), Of("identified", 32_768), Of("rated", 100), Of("fine", 32_767))));

        string message = (await opening.Should().ThrowAsync<EnvironmentException>()).Which.Message;

        message.Should().ContainAll(
            "small cannot get 32768 rows: its unique key (id) has 32767 combinations, from 32767 of id (smallint).",
            "sign cannot get 37 rows: its unique key (code) has 36 combinations",
            "pair cannot get 7 rows: its unique key (kind, state) has 6 combinations, from 2 of kind (boolean) and 3 of state (text).",
            "numbered cannot get 32768 rows: the server numbers them in id (smallint), up to 32767.",
            "identified cannot get 32768 rows",
            "rated cannot get 100 rows: its unique key (rating) has 99 combinations").And.NotContain("fine cannot");
    }

    [SkippableFact]
    public async Task As_many_rows_as_a_key_allows_are_made_and_what_is_taken_already_counts()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE small (id smallint PRIMARY KEY, code char(3) UNIQUE, kind text CHECK (kind IN ('a', 'b')), sign char(1), UNIQUE (kind, sign)); CREATE TABLE sign (code char(1) PRIMARY KEY)");
        await using (TestEnvironment environment = await _lab.OpenAsync(Data("a.sql", TestData.Generate(1, new GeneratedTable("small", 36), new GeneratedTable("sign", 36)))))
        {
            (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM sign")).Should().Be(36L);
        }

        Func<Task> more = () => _lab.OpenAsync(Data("a.sql", TestData.Generate(1, new GeneratedTable("sign", 20)).Then(TestData.Generate(2, new GeneratedTable("sign", 20)))));
        await more.Should().ThrowAsync<EnvironmentException>().WithMessage("*sign cannot get 20 more rows: code (character(1)), which must differ in each, can have 36 values, and 20 are taken or passed over*");
    }

    [SkippableFact]
    public async Task Circles_composite_keys_and_keys_that_share_columns_are_whole()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("tenants.sql", """
            CREATE TABLE tenants (id int PRIMARY KEY, owner_id int);
            CREATE TABLE users (tenant_id int NOT NULL REFERENCES tenants, id int NOT NULL, boss int, PRIMARY KEY (tenant_id, id), UNIQUE (id));
            ALTER TABLE tenants ADD FOREIGN KEY (owner_id) REFERENCES users (id);
            CREATE TABLE projects (tenant_id int NOT NULL REFERENCES tenants, id serial NOT NULL, PRIMARY KEY (tenant_id, id));
            CREATE TABLE tasks (id serial PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants, user_id int NOT NULL, project_id int, title text NOT NULL,
                FOREIGN KEY (tenant_id, user_id) REFERENCES users, FOREIGN KEY (tenant_id, project_id) REFERENCES projects);
            CREATE TABLE nodes (id int PRIMARY KEY, root int NOT NULL REFERENCES nodes);
            CREATE TABLE logs (id bigint NOT NULL, at date NOT NULL, user_id int REFERENCES users (id), PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
            CREATE TABLE logs_all PARTITION OF logs DEFAULT;
            """);
        TestData data = TestData.Generate(
            7,
            new GeneratedTable("tasks", 400),
            new GeneratedTable("logs", 50),
            new GeneratedTable("projects", 60),
            new GeneratedTable("users", 100),
            new GeneratedTable("nodes", 30),
            new GeneratedTable("tenants", 5));
        await using TestEnvironment environment = await _lab.OpenAsync(Data("tenants.sql", data));
        string connection = environment.ConnectionString("orders");
        (await DataLab.QueryAsync(connection, "SELECT count(*) || '|' || count(project_id) || '|' || count(DISTINCT tenant_id) FROM tasks")).Should().Be("400|400|5");
        (await DataLab.QueryAsync(connection, "SELECT count(*) || '|' || count(DISTINCT root) FROM nodes WHERE root <= id")).Should().BeOfType<string>().Which.Should().StartWith("30|").And.NotBe("30|1");
        (await DataLab.QueryAsync(connection, "SELECT count(*) FROM logs JOIN users u ON u.id = user_id")).Should().Be(50L);
    }

    [SkippableFact]
    [Trait("Category", "Soak")]
    public async Task A_million_rows_are_streamed_with_little_memory()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("big.sql", "CREATE TABLE parents (id int PRIMARY KEY, name text NOT NULL); CREATE TABLE rows (id bigint PRIMARY KEY, parent_id int NOT NULL REFERENCES parents, quantity int NOT NULL, email text UNIQUE);");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long highest = 0;
        GeneratedTable rows = new("rows", 1_000_000)
        {
            Columns =
            {
                ["quantity"] = faker =>
                {
                    if (faker.IndexFaker % 100_000 == 99_999)
                    {
                        highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true));
                    }

                    return faker.Random.Int(1, 9);
                },
            },
        };
        await using TestEnvironment environment = await _lab.OpenAsync(Data("big.sql", TestData.Generate(1, new GeneratedTable("parents", 20_000), rows)));
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(*) FROM rows")).Should().Be(1_000_000L);
        (highest - before).Should().BeLessThan(100_000_000, "the rows alone would take several times as much");
    }

    [Fact]
    public void The_key_is_that_of_seed_tables_and_code_and_there_is_none_for_values_that_are_captured()
    {
        string captured = Environment.MachineName;
        string? key = Key(new GeneratedSource(1, new GeneratedTable("a", 1) { Columns = { ["b"] = faker => faker.Random.Int() } }));
        key.Should().NotBeNull();
        Key(new GeneratedSource(2, new GeneratedTable("a", 1))).Should().NotBe(Key(new GeneratedSource(1, new GeneratedTable("a", 1))));
        Key(new GeneratedSource(1, new GeneratedTable("a", 2))).Should().NotBe(Key(new GeneratedSource(1, new GeneratedTable("a", 1))));
        Key(new GeneratedSource(1, new GeneratedTable("a", 1) { Columns = { ["b"] = faker => faker.Random.Int(1) } })).Should().NotBe(key, "another lambda");
        GeneratedSource capturing = new(1, new GeneratedTable("a", 1) { Columns = { ["b"] = _ => captured } });
        capturing.Key.Should().BeNull();
        (capturing with { Version = "1" }).Key.Should().NotBeNull().And.NotBe((capturing with { Version = "2" }).Key);
    }

    [Fact]
    public void Faults_come_before_anything_is_made()
    {
        EnvironmentSpec spec = DataLab.Spec(new TestData(new GeneratedSource(1, new GeneratedTable("a", -1), new GeneratedTable("a", 1), new GeneratedTable(" ", 1)) { Locale = "nowhere" }));
        spec.Validate().Select(fault => fault.Path["databases[0].data.sources[0].".Length..]).Should().Equal("locale", "tables[0].rows", "tables[1].name", "tables[2].name");
    }

    [Theory]
    [InlineData("CHECK (((quantity >= 1) AND (quantity <= 10)))", "quantity", "1..10")]
    [InlineData("CHECK ((total > (0)::numeric))", "total", "1..")]
    [InlineData("CHECK ((total < '-2.5'::numeric))", "total", "..-3.5")]
    [InlineData("CHECK (((VALUE >= 0) AND (VALUE <= 100)))", "VALUE", "0..100")]
    [InlineData("CHECK (((a IS NULL) OR (a > 5)))", "a", "6..")]
    [InlineData("CHECK (((a > 5) OR (a < 0)))", "a", "..")]
    [InlineData("CHECK ((born > '1900-01-01'::date))", "born", "..")]
    [InlineData("CHECK ((char_length((code)::text) = 3))", "code", ".. length 3..3")]
    [InlineData("CHECK (((kind)::text = ANY ((ARRAY['web'::character varying, 'it''s'::character varying])::text[])))", "kind", ".. of web,it's")]
    [InlineData("CHECK ((n = ANY (ARRAY[1, 2])))", "n", ".. of 1,2")]
    [InlineData("CHECK ((\"Total\" >= 3))", "Total", "3..")]
    [InlineData("CHECK ((subtotal >= 3))", "total", "..")]
    public void Plain_check_constraints_are_read(string definition, string column, string expected)
    {
        ColumnLimits limits = new ColumnLimits().With(definition, column, isWhole: true);
        string text = string.Create(CultureInfo.InvariantCulture, $"{limits.Minimum}..{limits.Maximum}");
        text += limits.MinimumLength is null && limits.MaximumLength is null ? "" : string.Create(CultureInfo.InvariantCulture, $" length {limits.MinimumLength}..{limits.MaximumLength}");
        text += limits.Allowed is null ? "" : $" of {string.Join(',', limits.Allowed)}";
        text.Should().Be(expected);
    }

    private static string? Key(GeneratedSource source) => source.Key;

    private static TestData Data(string schema, TestData next) => TestData.FromSqlFiles(schema).Then(next);

    private static TestData ShopRows(int seed, bool reversed = false)
    {
        GeneratedTable[] tables = [new("order_lines", 3000), new("customers", 200), new("invoices", 500), new("orders", 500), new("products", 50)];
        return TestData.Generate(seed, reversed ? [.. tables.Reverse()] : tables);
    }

    private async Task<string> DumpAsync(TestData rows)
    {
        await using TestEnvironment environment = await _lab.OpenAsync(Data("shop.sql", rows));
        await using NpgsqlConnection connection = new(environment.ConnectionString("orders"));
        await connection.OpenAsync();
        string dump = "";
        foreach (string table in ShopTables)
        {
            using TextReader reader = await connection.BeginTextExportAsync($"COPY (SELECT * FROM {table} ORDER BY 1, 2) TO STDOUT");
            dump += await reader.ReadToEndAsync();
        }

        return dump;
    }
}

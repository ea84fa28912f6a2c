using System.Globalization;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class FileSourceTests : IAsyncLifetime
{
    private const string Schema = """
        CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, note text DEFAULT 'none', born date);
        CREATE TABLE sales."Orders" (id bigserial PRIMARY KEY, "CustomerId" int NOT NULL REFERENCES customers, tags text[], details jsonb, price numeric(10,2));
        """;

    private readonly DataLab _lab = new();

    public Task InitializeAsync()
    {
        _lab.Write("schema.sql", Schema);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task The_header_of_a_csv_file_names_the_columns_and_what_is_not_named_has_its_default()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("customers.csv", "\uFEFFname, born ,id\r\n\"Ada, Countess\",1815-12-10,7\r\n\"two\r\nlines\",,8\r\n\"\",,9\r\n");
        await using TestEnvironment environment = await _lab.OpenAsync(Data(TestData.FromCsvFile("customers", "customers.csv")));
        string connection = environment.ConnectionString("orders");
        (await DataLab.QueryAsync(connection, "SELECT string_agg(concat_ws('|', id, name, note, born), ';' ORDER BY id) FROM customers"))
            .Should().Be("7|Ada, Countess|none|1815-12-10;8|two\r\nlines|none;9||none");
        (await DataLab.QueryAsync(connection, "INSERT INTO customers (name) VALUES ('next') RETURNING id")).Should().Be(10, "the sequence was moved past what the file brought");
    }

    [SkippableTheory]
    [InlineData("id,name\n1,Ada\n2,\n3,Bob\n", "customers.csv(3): null value in column \"name\"", "a row that is refused")]
    [InlineData("name,born\nAda,\n\"two\nlines\",\nBob,never\n", "customers.csv(5): invalid input syntax for type date: \"never\"", "a value after one with a line break")]
    [InlineData("name,nosuch\nAda,1\n", "customers.csv(1): column \"nosuch\" of relation \"customers\" does not exist", "a column that is not there")]
    [InlineData("name,name\nAda,1\n", "customers.csv(1): the header names the column 'name' twice", "a column that is there twice")]
    [InlineData("name,\nAda,1\n", "customers.csv(1): column 2 of the header has no name", "a column without a name")]
    [InlineData("\"name\nAda\n", "customers.csv(1): a quote (\") of the header is not closed", "a quote that is not closed")]
    [InlineData("", "customers.csv(1): there is no header", "an empty file")]
    [InlineData("name\nAda,1\n", "customers.csv(2): extra data after last expected column", "a value too many")]
    public async Task An_error_in_a_csv_file_has_its_line_and_the_servers_words_and_nothing_is_left(string csv, string words, string reason)
    {
        DataLab.RequirePostgreSql();
        _lab.Write("customers.csv", csv);
        Func<Task> opening = () => _lab.OpenAsync(Data(TestData.FromCsvFile("customers", "customers.csv")));
        EnvironmentException exception = (await opening.Should().ThrowAsync<EnvironmentException>(reason)).Which;
        exception.Message.Should().Contain(words, reason);
    }

    [SkippableFact]
    public async Task A_json_file_fills_one_table_or_several_and_the_server_reads_every_type()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("all.json", """
            {
              "customers": [ {"id": 3, "name": "Ada", /* one more */ }, {"id": 4, "name": "Bob", "note": null, "born": "1990-02-03"}, /* a comment */ ],
              "sales.Orders": [
                {"CustomerId": 3, "tags": ["a", "b \"c\""], "details": {"gift": true}, "price": 12345678.90},
                {"CustomerId": 4}
              ]
            }
            """);
        _lab.Write("more.json", "\uFEFF[{\"name\": \"Cid\"},\n {}]".Replace("{}", "{\"name\": \"Dee\"}", StringComparison.Ordinal));
        await using TestEnvironment environment = await _lab.OpenAsync(Data(TestData.FromJsonFile("all.json").Then(TestData.FromJsonFile("customers", "more.json"))));
        string connection = environment.ConnectionString("orders");
        (await DataLab.QueryAsync(connection, "SELECT string_agg(concat_ws('|', id, name, note, born), ';' ORDER BY id) FROM customers"))
            .Should().Be("3|Ada|none;4|Bob|1990-02-03;5|Cid|none;6|Dee|none");
        (await DataLab.QueryAsync(connection, "SELECT string_agg(concat_ws('|', id, \"CustomerId\", tags[2], details, price), ';' ORDER BY id) FROM sales.\"Orders\""))
            .Should().Be("1|3|b \"c\"|{\"gift\": true}|12345678.90;2|4");
    }

    [SkippableTheory]
    [InlineData("[\n {\"name\": \"Ada\"},\n\n {\"name\": null}, {\"name\": \"Bob\"}\n]", "customers.json(4): null value in column \"name\"", "a row that is refused")]
    [InlineData("[\n {\"name\": \"Ada\", \"nosuch\": 1}\n]", "customers.json(2): column \"nosuch\" of relation \"customers\" does not exist", "a column that is not there")]
    [InlineData("[\n {\"name\": \"Ada\"},\n {\"name\": Bob}]", "customers.json(3): it is no JSON", "what is no JSON")]
    [InlineData("[\n {\"name\": \"Ada\"},\n 1]", "customers.json(3): Number is not expected here: a row of 'customers' is an object", "a row that is no object")]
    [InlineData("{\"customers\": []}", "customers.json(1): StartObject is not expected here: a file for the table 'customers' holds a list", "an object in place of a list")]
    [InlineData("[{\"name\": \"Ada\"}", "customers.json(1): it is no JSON", "a list that is not closed")]
    [InlineData("", "customers.json(1): it is no JSON", "an empty file")]
    public async Task An_error_in_a_json_file_has_its_line_and_the_servers_words_and_nothing_is_left(string json, string words, string reason)
    {
        DataLab.RequirePostgreSql();
        _lab.Write("customers.json", json);
        Func<Task> opening = () => _lab.OpenAsync(Data(TestData.FromJsonFile("customers", "customers.json")));
        EnvironmentException exception = (await opening.Should().ThrowAsync<EnvironmentException>(reason)).Which;
        exception.Message.Should().Contain(words, reason);
    }

    [SkippableFact]
    public async Task Rows_longer_than_any_buffer_and_many_of_them_come_in_whole()
    {
        DataLab.RequirePostgreSql();
        string longName = new('é', 200_000);
        string rows = string.Join(",\n", Enumerable.Range(0, 5_000).Select(i => $"{{\"name\": \"{i.ToString(CultureInfo.InvariantCulture)}\"}}"));
        _lab.Write("customers.json", $"[{rows},\n{{\"name\": \"{longName}\"}},\n{{\"name\": \"last\", \"note\": \"other columns\"}}]");
        await using TestEnvironment environment = await _lab.OpenAsync(Data(TestData.FromJsonFile("customers", "customers.json")));
        string connection = environment.ConnectionString("orders");
        (await DataLab.QueryAsync(connection, "SELECT count(*) || '|' || max(length(name)) || '|' || count(*) FILTER (WHERE note <> 'none') FROM customers")).Should().Be("5002|200000|1");
    }

    [SkippableFact]
    public async Task A_file_in_another_encoding_is_an_error_and_not_other_letters()
    {
        DataLab.RequirePostgreSql();
        await File.WriteAllBytesAsync(Path.Combine(_lab.BaseDirectory, "a.csv"), "name\nAndré\n"u8.ToArray().Select(letter => letter == 0xC3 ? (byte)0xE9 : letter).ToArray());
        await File.WriteAllBytesAsync(Path.Combine(_lab.BaseDirectory, "a.json"), "[{\"name\": \"Ada\"},\n{\"name\": \"André\"}]"u8.ToArray().Select(letter => letter == 0xC3 ? (byte)0xE9 : letter).ToArray());
        Func<Task> csv = () => _lab.OpenAsync(Data(TestData.FromCsvFile("customers", "a.csv")));
        await csv.Should().ThrowAsync<EnvironmentException>().WithMessage("*a.csv is not in UTF-8*");
        Func<Task> json = () => _lab.OpenAsync(Data(TestData.FromJsonFile("customers", "a.json")));
        await json.Should().ThrowAsync<EnvironmentException>().WithMessage("*a.json(*not in UTF-8*");
        await File.WriteAllBytesAsync(Path.Combine(_lab.BaseDirectory, "latin.sql"), "CREATE TABLE a (name text);\nINSERT INTO a VALUES ('André');"u8.ToArray().Select(letter => letter == 0xC3 ? (byte)0xE9 : letter).ToArray());
        Func<Task> sql = () => _lab.OpenAsync("latin.sql");
        await sql.Should().ThrowAsync<EnvironmentException>().WithMessage("*latin.sql(2): it is not in UTF-8 from here on*");
    }

    [SkippableFact]
    public async Task Every_missing_file_is_a_fault_before_anything_is_made()
    {
        DataLab.RequirePostgreSql();
        Func<Task> opening = () => _lab.OpenAsync(Data(TestData.FromCsvFile("a", "no.csv").Then(TestData.FromJsonFile("no.json"))));
        InvalidEnvironmentSpecException exception = (await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;
        exception.Faults.Select(fault => fault.Path).Should().Equal("databases[0].data.sources[1].csvFile", "databases[0].data.sources[2].jsonFile");
    }

    [SkippableFact]
    public async Task The_key_of_a_plan_changes_with_every_input_and_with_their_order()
    {
        TestData csv = TestData.FromCsvFile("a", _lab.Write("a.csv", "id\n1\n"));
        TestData json = TestData.FromJsonFile("a", _lab.Write("a.json", "[]"));
        string first = (await KeyAsync(csv.Then(json)))!;
        (await KeyAsync(csv.Then(json))).Should().Be(first);
        (await KeyAsync(json.Then(csv))).Should().NotBe(first, "the order is another");
        (await KeyAsync(TestData.FromCsvFile("b", "a.csv").Then(json))).Should().NotBe(first, "the table is another");
        (await KeyAsync(csv.Then(json).Then(TestData.From((_, _) => Task.CompletedTask)))).Should().BeNull("the code has no key");
        _lab.Write("a.csv", "id\n2\n");
        (await KeyAsync(csv.Then(json))).Should().NotBe(first, "the file is another");
    }

    private async Task<string?> KeyAsync(TestData data) => (await SeedPlan.ReadAsync(data, _lab.BaseDirectory, CancellationToken.None)).Key;

    private static TestData Data(TestData next) => TestData.FromSqlFiles("schema.sql").Then(next);
}

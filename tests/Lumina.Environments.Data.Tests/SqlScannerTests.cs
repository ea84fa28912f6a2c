namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class SqlScannerTests
{
    [Theory]
    [InlineData("SELECT 1; SELECT 2", new[] { "SELECT 1", "SELECT 2" }, "the last needs no semicolon")]
    [InlineData("SELECT ';'; SELECT 'it''s;'", new[] { "SELECT ';'", "SELECT 'it''s;'" }, "quotes hold semicolons")]
    [InlineData("SELECT E'\\';'; SELECT '\\'", new[] { "SELECT E'\\';'", "SELECT '\\'" }, "a backslash escapes in E strings only")]
    [InlineData("SELECT \"a;b\"", new[] { "SELECT \"a;b\"" }, "names hold semicolons")]
    [InlineData("-- a;\nSELECT 1 -- b;\n;/* c; /* d; */ */SELECT 2", new[] { "SELECT 1 -- b;", "SELECT 2" }, "comments hold semicolons and nest")]
    [InlineData("DO $$ BEGIN; END; $$; SELECT $a$ $$;$b$ $a$", new[] { "DO $$ BEGIN; END; $$", "SELECT $a$ $$;$b$ $a$" }, "dollar quotes have tags")]
    [InlineData("SELECT a$b$c FROM t$; SELECT 2", new[] { "SELECT a$b$c FROM t$", "SELECT 2" }, "a name may hold a dollar sign")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3", new[] { "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END", "SELECT 3" }, "a function's body holds statements")]
    [InlineData("BEGIN; SELECT 1; END;", new[] { "BEGIN", "SELECT 1", "END" }, "a transaction does not")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3", new[] { "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3" }, "parentheses hold statements")]
    [InlineData("\\restrict abc\nSELECT 1;\n\\unrestrict abc\n", new[] { "SELECT 1" }, "pg_dump writes these since 2025")]
    [InlineData(";;\n ; ", new string[0], "nothing is no statement")]
    public void A_file_is_cut_where_statements_end(string text, string[] statements, string reason) =>
        new SqlScanner("a.sql", text).Scan().Select(statement => statement.Text).Should().Equal(statements, reason);

    [Fact]
    public void Rows_after_a_copy_belong_to_it()
    {
        IReadOnlyList<SqlStatement> statements = new SqlScanner("a.sql", "COPY t (a, b) FROM stdin;\n1\t;'\n2\t\\N\n\\.\n\nSELECT 1;").Scan();
        statements.Select(statement => statement.Text).Should().Equal("COPY t (a, b) FROM stdin", "SELECT 1");
        statements[0].CopyData.Should().Be("1\t;'\n2\t\\N\n");
        statements[1].Line.Should().Be(6);
    }

    [Fact]
    public void A_position_within_a_statement_is_a_line_of_the_file()
    {
        SqlStatement statement = new SqlScanner("a.sql", "SELECT 1;\n\n  SELECT\n  2,\n  x").Scan()[1];
        statement.Line.Should().Be(3);
        statement.LineAt(statement.Text.IndexOf('x', StringComparison.Ordinal) + 1).Should().Be(5);
    }

    [Theory]
    [InlineData("SELECT 1;\nSELECT 'open", "a.sql(2): A quote (') is not closed.")]
    [InlineData("/* open", "a.sql(1): A comment (/*) is not closed.")]
    [InlineData("\n\nSELECT $x$ open", "a.sql(3): A dollar quote ($x$) is not closed.")]
    [InlineData("COPY t FROM stdin;\n1\n", "a.sql(2): The rows of a COPY (\\.) is not closed.")]
    [InlineData("\\i other.sql\n", "a.sql(1): '\\i other.sql' is a command of psql's, not SQL. Take it out; files are run in the order in which they are given.")]
    public void What_cannot_be_read_is_told_with_its_line(string text, string message)
    {
        Action scanning = () => new SqlScanner("a.sql", text).Scan();
        scanning.Should().Throw<FormatException>().WithMessage(message.Replace("*", "\\*", StringComparison.Ordinal).Replace("/\\*", "/*", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("BEGIN", true)]
    [InlineData("commit", true)]
    [InlineData("PREPARE TRANSACTION 'a'", true)]
    [InlineData("PREPARE a AS SELECT 1", false)]
    [InlineData("INSERT INTO t VALUES ('BEGIN')", false)]
    public void A_statement_that_controls_transactions_is_known(string text, bool controls) =>
        new SqlStatement(text, 1).ControlsTransactions.Should().Be(controls);
}

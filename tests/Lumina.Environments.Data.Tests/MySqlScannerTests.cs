namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Data")]
public sealed class MySqlScannerTests
{
    [Theory]
    [InlineData("SELECT 1; SELECT 2", "the last needs no delimiter", "SELECT 1", "SELECT 2")]
    [InlineData("; ;\n;", "nothing is no statement")]
    [InlineData("-- a;\n# b;\n/* c; */ SELECT 1;", "comments are passed over", "SELECT 1")]
    [InlineData("SELECT 5--1, 2 # x;\n;", "two dashes without a space are none", "SELECT 5--1, 2 # x;")]
    [InlineData("/*!40101 SET NAMES utf8 */; /*M!100000 SELECT 1 */;", "what the server executes is a statement", "/*!40101 SET NAMES utf8 */", "/*M!100000 SELECT 1 */")]
    [InlineData("SELECT 'a;''b\\';c', \"d;\\\"e\", `f;``g`;", "quotes hold delimiters", "SELECT 'a;''b\\';c', \"d;\\\"e\", `f;``g`")]
    [InlineData("DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\ndelimiter ;\nSELECT 2;", "another delimiter holds until the next", "CREATE PROCEDURE p() BEGIN SELECT 1; END", "SELECT 2")]
    [InlineData("SELECT delimiter FROM a;", "within a statement it is a word", "SELECT delimiter FROM a")]
    public void A_file_is_cut_as_the_client_mysql_cuts_it(string text, string reason, params string[] statements) =>
        new MySqlScanner("a.sql", text).Scan().Select(statement => statement.Text).Should().Equal(statements, reason);

    [Fact]
    public void Each_statement_has_the_line_on_which_it_begins() =>
        new MySqlScanner("a.sql", "\nSELECT 1\n, 2;\n-- a\nDELIMITER $$\n\nSELECT 3$$").Scan().Select(statement => statement.Line).Should().Equal(2, 7);

    [Theory]
    [InlineData("SELECT 1;\nSELECT 'a", "a.sql(2): A quote (') is not closed.")]
    [InlineData("SELECT `a", "a.sql(1): A quote (`) is not closed.")]
    [InlineData("/* a", "a.sql(1): A comment (/*) is not closed.")]
    [InlineData("DELIMITER\nSELECT 1", "a.sql(1): DELIMITER names none.")]
    public void What_is_not_closed_is_said_with_its_line(string text, string problem)
    {
        Action scan = () => new MySqlScanner("a.sql", text).Scan();
        scan.Should().Throw<FormatException>().WithMessage(problem);
    }
}

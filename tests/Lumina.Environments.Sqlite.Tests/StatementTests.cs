using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite.Tests;

[Trait("Category", "Sqlite")]
public sealed class StatementTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_kind_of_value_goes_in_and_comes_back()
    {
        using SqliteSession session = SqliteSession.Create(_folder.Store);

        session.Scalar("SELECT ?1", long.MinValue).Should().Be(long.MinValue);
        session.Scalar("SELECT ?1", 7).Should().Be(7L);
        session.Scalar("SELECT ?1", "it's äöü 👍").Should().Be("it's äöü 👍");
        session.Scalar("SELECT ?1", "").Should().Be("");
        session.Scalar("SELECT ?1", new byte[] { 0, 1, 255 }).Should().BeEquivalentTo(new byte[] { 0, 1, 255 });
        session.Scalar("SELECT ?1", (object?)null).Should().BeNull();
        session.Scalar("SELECT 1 WHERE FALSE").Should().BeNull();
    }

    [Fact]
    public void A_statement_tells_how_many_rows_it_has_changed_and_is_whole_again_after_an_error()
    {
        using SqliteSession session = SqliteSession.Create(_folder.Store);
        session.Execute("CREATE TABLE things (number INTEGER UNIQUE)");
        const string Insert = "INSERT INTO things VALUES (?1)";

        session.Execute(Insert, 1L).Should().Be(1);
        session.Invoking(failing => failing.Execute(Insert, 1L)).Should().Throw<SqliteException>().Which.SqliteErrorCode.Should().Be(19, "a constraint");
        session.Execute(Insert, 2L).Should().Be(1);
        session.Execute("UPDATE things SET number = number + 10").Should().Be(2);
        session.Execute("DELETE FROM things WHERE number = ?1", 1L).Should().Be(0);
        session.Invoking(failing => failing.Scalar("SELECT no_such_function()")).Should().Throw<SqliteException>().WithMessage("*no_such_function*");
    }
}

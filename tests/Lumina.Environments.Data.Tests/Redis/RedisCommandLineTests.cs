using System.Text;

namespace Lumina.Environments.Data.Tests.Redis;

[Trait("Category", "Data")]
public sealed class RedisCommandLineTests
{
    [Theory]
    [InlineData("", "nothing is no command")]
    [InlineData("  \t ", "nor is space")]
    [InlineData("SET key value", "spaces separate", "SET", "key", "value")]
    [InlineData("  SET\t key   value  ", "any number of them", "SET", "key", "value")]
    [InlineData("SET key \"a b\"", "double quotes hold spaces", "SET", "key", "a b")]
    [InlineData("SET key 'a b'", "single quotes too", "SET", "key", "a b")]
    [InlineData("SET key \"\" ''", "and nothing at all", "SET", "key", "", "")]
    [InlineData("\"\\n\\r\\t\\b\\a\\\\\\\"\\q\"", "escapes of double quotes", "\n\r\t\b\a\\\"q")]
    [InlineData("'it\\'s \\n'", "single quotes know only their own", "it's \\n")]
    [InlineData("\"\\x41\\x4z\"", "two digits make a byte", "Ax4z")]
    [InlineData("a\\nb", "without quotes a backslash is one", "a\\nb")]
    [InlineData("SET ключ 😀", "text is UTF-8", "SET", "ключ", "😀")]
    public void A_line_is_split_as_redis_cli_splits_it(string line, string reason, params string[] parts) =>
        RedisCommandLine.Split(line).Select(Encoding.UTF8.GetString).Should().Equal(parts, reason);

    [Fact]
    public void Any_byte_can_be_written() => RedisCommandLine.Split("\"\\x00\\xff\\x0A\"").Single().Should().Equal(0x00, 0xff, 0x0a);

    [Theory]
    [InlineData("SET key \"a b", "The \" at column 9 is not closed on its line.")]
    [InlineData("SET key 'a b", "The ' at column 9 is not closed on its line.")]
    [InlineData("SET key \"a\\\"", "The \" at column 9 is not closed on its line.")]
    [InlineData("SET key \"a\"b", "After the closing \" at column 11 there must be a space.")]
    public void Quotes_that_make_no_sense_are_refused_with_their_place(string line, string problem)
    {
        Action split = () => RedisCommandLine.Split(line);
        split.Should().Throw<FormatException>().WithMessage(problem);
    }
}

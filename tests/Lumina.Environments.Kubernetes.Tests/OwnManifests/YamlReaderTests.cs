using YamlDotNet.Core;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>YAML is read as kubectl reads it.</summary>
public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("3", "3")]
    [InlineData("-3", "-3")]
    [InlineData("0644", "420")]
    [InlineData("0o644", "420")]
    [InlineData("0x1F", "31")]
    [InlineData("1.5", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("089", "89")]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("\"3\"", "\"3\"")]
    [InlineData("!!str 3", "\"3\"")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("500m", "\"500m\"")]
    [InlineData("2024-01-02", "\"2024-01-02\"")]
    public void A_value_has_the_type_of_yaml_1_1(string value, string json) => ReadOne($"x: {value}").Should().Be($"{{\"x\":{json}}}");

    [Fact]
    public void Anchors_and_merges_are_carried_out_and_what_is_written_out_wins() => ReadOne(
        """
        usual: &usual {cpu: 10m, memory: 16Mi}
        other:
          memory: 32Mi
          <<: *usual
        """).Should().Be("""{"usual":{"cpu":"10m","memory":"16Mi"},"other":{"memory":"32Mi","cpu":"10m"}}""");

    [Fact]
    public void Texts_over_several_lines_stay_as_they_are() => ReadOne("x: |\n  a\n    b\n").Should().Be("""{"x":"a\n  b\n"}""");

    [Fact]
    public void Each_document_says_at_which_line_it_begins_and_empty_ones_are_left_out() =>
        YamlReader.Read("a: 1\n---\n---\n# nothing\n---\nb: 2\n").Select(each => (each.Content.ToJsonString(), each.Line)).Should().Equal(("""{"a":1}""", 1), ("""{"b":2}""", 6));

    [Theory]
    [InlineData("a: 1\nb: [\n", 3)]
    [InlineData("a: 1\na: 2\n", 2)]
    public void What_is_no_yaml_says_where(string text, long line) =>
        FluentActions.Invoking(() => YamlReader.Read(text)).Should().Throw<YamlException>().Which.Start.Line.Should().Be(line);

    private static string ReadOne(string text) => YamlReader.Read(text).Single().Content.ToJsonString();
}

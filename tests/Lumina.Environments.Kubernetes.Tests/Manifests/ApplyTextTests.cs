using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The API server reads the text of an apply as YAML, which is no longer JSON where surrogates are escaped.</summary>
public sealed class ApplyTextTests
{
    [Theory]
    [InlineData("😀", "😀")]
    [InlineData("\\😀\\", "\\\\😀\\\\")]
    [InlineData("\\ud83d\\ude00", "\\\\ud83d\\\\ude00")]
    [InlineData("\u007f\u0085\u2028\ufeff\uffff", "\\u007F\\u0085\\u2028\\uFEFF\\uFFFF")]
    [InlineData("a/b\r\n\t\"", "a/b\\r\\n\\t\\u0022")]
    [InlineData("😀\ud83d\ude00x", "😀😀x")]
    public void Characters_beyond_the_first_plane_are_written_as_they_are_and_control_characters_as_escapes(string value, string written) =>
        ApplyText.Of(new JsonObject { ["x"] = value }).Should().Be($$"""{"x":"{{written}}"}""");
}

namespace Lumina.Environments.Aws.Tests;

internal static class NastyNames
{
    /// <summary>What terraform must take as it is.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "plain",
        "${aws_instance.x.id}",
        "$${escaped}",
        "$$${twice}",
        "%{for x in y}%{endfor}",
        "%%{escaped}",
        "$",
        "$$",
        "${",
        "a \"quoted\" 'name' \\ with \\n",
        "line\nbreak\r\n\ttab",
        "ünï 😀 日本",
        new string('n', 200),
        "//",
        "</script> & <b>",
        "",
    ];
}

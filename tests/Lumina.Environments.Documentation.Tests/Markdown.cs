using System.Text.RegularExpressions;

namespace Lumina.Environments.Documentation.Tests;

/// <summary>Takes apart what a page of Markdown says.</summary>
internal static partial class Markdown
{
    /// <summary>The code blocks of one language, each with the line it starts on.</summary>
    public static IEnumerable<(int Line, string Code)> CodeBlocks(string text, string language)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            int start = i + 1;
            int end = Array.FindIndex(lines, start, line => line.StartsWith("```", StringComparison.Ordinal));
            if (lines[i][3..].Trim() == language)
            {
                yield return (start, string.Join('\n', lines[start..end]));
            }

            i = end;
        }
    }

    /// <summary>Where a page's links within the repository point to, without what follows a #.</summary>
    public static IEnumerable<string> LocalLinks(string text) =>
        Link().Matches(text).Select(match => match.Groups["target"].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal));

    /// <summary>Source files that a page names, such as <c>`Execution/StepRetry.cs`</c>.</summary>
    public static IEnumerable<string> NamedSourceFiles(string text) => SourceFile().Matches(text).Select(match => match.Groups["file"].Value);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<file>[\w./{}-]+\.cs)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex SourceFile();
}

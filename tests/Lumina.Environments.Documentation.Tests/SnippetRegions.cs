namespace Lumina.Environments.Documentation.Tests;

/// <summary>The snippets in compiled files: what stands between a line <c>// snippet: name</c> and a line <c>// end snippet</c>, without its indentation.</summary>
internal static class SnippetRegions
{
    private const string Start = "// snippet: ";
    private const string End = "// end snippet";
    private static readonly string[] Folders = 
    [
        Path.Combine("tests", "Lumina.Environments.Documentation.Tests", "Snippets"),
        Path.Combine("tests", "Lumina.Environments.Testing.Tests", "Snippets"),
        "samples",
    ];

    public static IReadOnlyDictionary<string, string> ReadAll()
    {
        Dictionary<string, string> snippets = new(StringComparer.Ordinal);
        foreach (string file in Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)))
        {
            string[] lines = File.ReadAllLines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].Trim().StartsWith(Start, StringComparison.Ordinal))
                {
                    int end = Array.FindIndex(lines, i, line => line.Trim() == End);
                    snippets.Add(lines[i].Trim()[Start.Length..], Dedent(lines[(i + 1)..end]));
                    i = end;
                }
            }
        }

        return snippets;
    }

    private static string Dedent(string[] lines)
    {
        int indentation = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length >= indentation ? line[indentation..] : ""));
    }
}

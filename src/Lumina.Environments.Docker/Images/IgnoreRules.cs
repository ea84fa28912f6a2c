using System.Text;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Docker;

/// <summary>What a <c>.dockerignore</c> leaves out of a build: the last rule that fits a path, or a folder above it, decides.</summary>
internal sealed class IgnoreRules
{
    private readonly List<(Regex Pattern, bool Keeps)> _rules = [];

    private IgnoreRules(IEnumerable<string> lines)
    {
        foreach (string line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            bool keeps = line.StartsWith('!');
            string pattern = (keeps ? line[1..] : line).Trim().TrimStart('/').TrimEnd('/');
            if (pattern.Length > 0)
            {
                _rules.Add((new Regex($"^(?:{Translate(pattern)})(?:/.*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Timeout.InfiniteTimeSpan), keeps));
            }
        }
    }

    /// <summary>The rules in a folder; none where it has no such file.</summary>
    public static IgnoreRules In(string directory) => Path.Combine(directory, ".dockerignore") is var file && File.Exists(file) ? new(File.ReadLines(file)) : new([]);

    public static IgnoreRules Of(params string[] lines) => new(lines);

    /// <param name="path">A path from the folder, with slashes.</param>
    public bool LeavesOut(string path) => _rules.LastOrDefault(rule => rule.Pattern.IsMatch(path)) is { Pattern: not null, Keeps: false };

    /// <summary>Whether nothing of a folder is taken.</summary>
    /// <param name="folder">Its path, with slashes.</param>
    public bool LeavesOutAllOf(string folder) => LeavesOut(folder) && !_rules.Exists(rule => rule.Keeps);

    private static string Translate(string pattern)
    {
        StringBuilder expression = new();
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern.AsSpan(i).StartsWith("**/"))
            {
                expression.Append("(?:.*/)?");
                i += 2;
            }
            else if (pattern.AsSpan(i).StartsWith("**"))
            {
                expression.Append(".*");
                i++;
            }
            else
            {
                expression.Append(pattern[i] switch { '*' => "[^/]*", '?' => "[^/]", char other => Regex.Escape(other.ToString()) });
            }
        }

        return expression.ToString();
    }
}

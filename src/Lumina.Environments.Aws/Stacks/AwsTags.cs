using System.Text;

namespace Lumina.Environments.Aws;

/// <summary>Texts as tags can hold them: letters, numbers, spaces and <c>_ . : / = + - @</c>, 128 characters for a name and 256 for a value
/// (https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html). One thing bears 50 at most.</summary>
internal static class AwsTags
{
    private const int LongestName = 128;
    private const int LongestValue = 256;
    private const int Most = 50;

    /// <summary>Six marks, with that by which a person keeps something, the name and the address.</summary>
    private const int Ours = 8;

    private const string Reserved = "aws:";
    private const string NameTag = "Name";

    /// <summary>The tags, with what AWS refuses replaced by <c>_</c>.</summary>
    public static Dictionary<string, string> Clean(IEnumerable<KeyValuePair<string, string>> tags)
    {
        Dictionary<string, string> clean = new(StringComparer.Ordinal);
        foreach ((string name, string value) in tags)
        {
            clean[CleanName(name)] = Clean(value, LongestValue);
        }

        return clean;
    }

    /// <summary>Tags whose names are two in the spec and one on AWS; each a sentence.</summary>
    public static IEnumerable<string> FindCollisions(IEnumerable<string> names) => names
        .GroupBy(CleanName, StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => $"{string.Join(" and ", group.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))} would be one tag on AWS, '{group.Key}'");

    /// <summary>Tags whose names are somebody else's, with whose.</summary>
    public static IEnumerable<(string Name, string Whose)> FindTaken(IEnumerable<string> names) => names
        .Where(name => name == NameTag || name.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase))
        .Select(name => (name, name == NameTag ? "the name that the console shows, which this library gives" : "AWS's own, as is all that begins with aws:"));

    /// <summary>How many tags of an environment's own there can be beside ours.</summary>
    public static int MostOwn => Most - Ours;

    public static string CleanValue(string value) => Clean(value, LongestValue);

    private static string CleanName(string name)
    {
        string key = Clean(name, LongestName);
        return key.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase) ? $"_{key}"[..Math.Min(key.Length + 1, LongestName)] : key;
    }

    private static string Clean(string text, int longest)
    {
        StringBuilder clean = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isAllowed = Rune.IsLetterOrDigit(rune) || rune.Value == ' ' || (rune.IsAscii && "_.:/=+-@".Contains((char)rune.Value, StringComparison.Ordinal));
            string next = isAllowed ? rune.ToString() : "_";
            if (clean.Length + next.Length > longest)
            {
                break;
            }

            clean.Append(next);
        }

        return clean.ToString().Normalize(NormalizationForm.FormC);
    }
}

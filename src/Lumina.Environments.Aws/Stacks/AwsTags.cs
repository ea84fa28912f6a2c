using System.Globalization;
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

    /// <summary>What is wrong with the names of an environment's own tags: those that would be one on AWS, that are somebody else's, or that are too many.</summary>
    /// <param name="names">All of them.</param>
    public static IEnumerable<SpecificationFault> FindFaults(IEnumerable<string> names)
    {
        string[] all = [.. names];
        foreach (IGrouping<string, string> one in all.GroupBy(CleanName, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new SpecificationFault(
                "tags",
                $"{string.Join(" and ", one.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))} would be one tag on AWS, '{one.Key}'.",
                "Name them so that they differ in letters, digits, spaces and _ . : / = + - @ within their first 128 characters.");
        }

        foreach (string name in all.Where(name => name == NameTag || name.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase)))
        {
            yield return new SpecificationFault("tags", $"'{name}' is {(name == NameTag ? "the name that the console shows, which this library gives" : "AWS's own, as is all that begins with aws:")}.", "Name it otherwise.");
        }

        if (all.Length > Most - Ours)
        {
            yield return new SpecificationFault("tags", string.Create(CultureInfo.InvariantCulture, $"there are {all.Length}, and on AWS there is room for {Most - Ours} beside the marks of this library."), "Leave some out.");
        }
    }

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

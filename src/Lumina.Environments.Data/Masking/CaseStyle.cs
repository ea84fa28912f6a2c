namespace Lumina.Environments.Data;

/// <summary>Gives a replacement the case of its original, so that texts which differ in case alone still do.</summary>
internal static class CaseStyle
{
    /// <param name="original">The original.</param>
    /// <param name="replacement">Its replacement in lower case.</param>
    /// <param name="mixed">Bits that depend on the original as it is, for one in no regular case.</param>
    public static string Apply(string original, string replacement, KeyedBits mixed)
    {
        if (!original.Any(char.IsUpper))
        {
            return replacement;
        }

        if (original.Length > 1 && !original.Any(char.IsLower))
        {
            return replacement.ToUpperInvariant();
        }

        return original == Title(original)
            ? Title(replacement)
            : string.Concat(replacement.Select((letter, index) => index == 0 || mixed.Below(2) == 0 ? char.ToUpperInvariant(letter) : letter));
    }

    private static string Title(string word) => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();
}

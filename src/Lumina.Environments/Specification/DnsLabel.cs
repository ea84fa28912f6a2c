using System.Buffers;

namespace Lumina.Environments;

/// <summary>The form of every name in a spec: what any platform takes as a part of a host's name.</summary>
internal static class DnsLabel
{
    public const int MaximumLength = 63;

    public const string Form = "Allowed: 1 to 63 lower-case letters, digits and hyphens, a letter first and no hyphen last.";

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaximumLength && char.IsAsciiLetterLower(text[0]) && text[^1] != '-' && !text.AsSpan().ContainsAnyExcept(Characters);
}

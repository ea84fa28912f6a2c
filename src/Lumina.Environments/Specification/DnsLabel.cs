using System.Text.RegularExpressions;

namespace Lumina.Environments;

/// <summary>The form of every name in a spec: what any platform takes as a part of a host's name.</summary>
internal static partial class DnsLabel
{
    public const int MaximumLength = 63;

    public const string Form = "Allowed: 1 to 63 lower-case letters, digits and hyphens, a letter first and no hyphen last.";

    public static bool IsValid(string text) => text.Length <= MaximumLength && Pattern().IsMatch(text);

    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]*[a-z0-9])?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Pattern();
}

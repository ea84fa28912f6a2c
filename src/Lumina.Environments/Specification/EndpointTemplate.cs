using System.Text.RegularExpressions;

namespace Lumina.Environments;

/// <summary>The text of an output in which endpoints are named in braces.</summary>
internal static partial class EndpointTemplate
{
    /// <summary>Whether an output can have that name.</summary>
    public static bool IsName(string name) => name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    /// <summary>The names in braces, whether there are such endpoints or not; an empty one for a brace that begins none.</summary>
    public static IEnumerable<string> EndpointsOf(string template) =>
        Parts().Matches(template).Where(part => part.Value is not ("{{" or "}}")).Select(part => part.Groups["endpoint"].Value).Distinct(StringComparer.Ordinal);

    /// <summary>Fills in where the endpoints are.</summary>
    public static string Fill(string template, Func<string, Uri> find) => Parts().Replace(template, part => part.Value switch
    {
        "{{" => "{",
        "}}" => "}",
        _ => Write(find(part.Groups["endpoint"].Value), part.Groups["what"].Value),
    });

    private static string Write(Uri address, string what) => what switch
    {
        "host" => address.IdnHost,
        "port" => FormattableString.Invariant($"{address.Port}"),
        _ => FormattableString.Invariant($"{address.IdnHost}:{address.Port}"),
    };

    [GeneratedRegex(@"\{\{|\}\}|\{(?:(?<endpoint>[^{}.]*)(?:\.(?<what>host|port))?\})?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Parts();
}

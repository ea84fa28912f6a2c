using System.Text.RegularExpressions;

namespace Lumina.Environments.Aws;

/// <summary>Whether a name has the form of those that we give: where tags cost a call for each thing, only these are asked for theirs.</summary>
internal static partial class LikelyName
{
    public static bool IsOurs(string? name) => name is not null && ExternalNameForm().IsMatch(name);

    /// <summary><see cref="ExternalName"/>, alone or with a role behind it.</summary>
    [GeneratedRegex("(^|[^a-z0-9])[a-z][a-z0-9-]{0,10}-[0-9a-hjkmnp-tv-z]{12}($|[^a-z0-9])", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ExternalNameForm();
}

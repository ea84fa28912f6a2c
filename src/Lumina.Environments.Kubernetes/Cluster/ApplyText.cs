using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>
/// Writes the body of an apply. The API server reads it as YAML, in which an escape is one character: the two of a surrogate pair, as which JSON has a character beyond the first 65,536,
/// are refused ("invalid Unicode character escape code"), so that such a character is written as it is. Control characters stay escaped: as they are, YAML refuses them too.
/// </summary>
internal static class ApplyText
{
    private const int EscapeLength = 6;

    public static string Of(JsonObject body)
    {
        string json = body.ToJsonString();
        StringBuilder text = new(json.Length);
        int i = 0;
        while (i < json.Length)
        {
            if (json[i] != '\\')
            {
                text.Append(json[i++]);
            }
            else if (ReadEscape(json, i) is { } first && char.IsHighSurrogate(first) && ReadEscape(json, i + EscapeLength) is { } second && char.IsLowSurrogate(second))
            {
                text.Append(first).Append(second);
                i += 2 * EscapeLength;
            }
            else
            {
                text.Append(json, i, 2);
                i += 2;
            }
        }

        return text.ToString();
    }

    private static char? ReadEscape(string json, int start) =>
        start + EscapeLength <= json.Length && json[start] == '\\' && json[start + 1] == 'u' && ushort.TryParse(json.AsSpan(start + 2, EscapeLength - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code)
            ? (char)code
            : null;
}

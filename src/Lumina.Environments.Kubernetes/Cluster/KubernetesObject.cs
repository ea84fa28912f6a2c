using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>An object of a cluster as it is to be: what is not in it is left to others.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Name">Its name; empty where the cluster gives it.</param>
/// <param name="Body">All of it, <c>apiVersion</c>, <c>kind</c> and <c>metadata</c> too.</param>
internal sealed record KubernetesObject(KubernetesType Type, string Name, JsonObject Body)
{
    private const int EscapeLength = 6;

    /// <summary>
    /// The body as the text of an apply. The API server reads that as YAML, in which an escape is one character: the two of a surrogate pair, as which JSON has a character beyond the first 65,536,
    /// are refused ("invalid Unicode character escape code"), so that such a character is written as it is. Control characters stay escaped: as they are, YAML refuses them too.
    /// </summary>
    public string ToApplyText()
    {
        string json = Body.ToJsonString();
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

    public override string ToString() => $"{Type.Kind} '{Name}'";

    private static char? ReadEscape(string json, int start) =>
        start + EscapeLength <= json.Length && json[start] == '\\' && json[start + 1] == 'u' && ushort.TryParse(json.AsSpan(start + 2, EscapeLength - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code)
            ? (char)code
            : null;
}

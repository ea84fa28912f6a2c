using System.Globalization;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Drift;

/// <summary>Tells where two JSON values differ. What is absent, null or empty is the same: platforms write one as the other.</summary>
internal static class JsonDifference
{
    /// <summary>Longer values are cut: a report is for people.</summary>
    private const int MaximumLength = 500;

    /// <param name="expected">What was made.</param>
    /// <param name="actual">What is there.</param>
    /// <param name="secrets">What of them is secret: true where a value is, an object or array where some of it is.</param>
    /// <param name="path">Where they are.</param>
    public static IEnumerable<DriftChange> Find(JsonNode? expected, JsonNode? actual, JsonNode? secrets = null, string path = "")
    {
        if (IsEmpty(expected) && IsEmpty(actual))
        {
            return [];
        }

        return (expected, actual) switch
        {
            (JsonObject before, JsonObject now) => before.Select(member => member.Key).Union(now.Select(member => member.Key), StringComparer.Ordinal)
                .SelectMany(name => Find(before[name], now[name], At(secrets, name), Join(path, name))),
            (JsonArray before, JsonArray now) => Enumerable.Range(0, Math.Max(before.Count, now.Count))
                .SelectMany(index => Find(At(before, index), At(now, index), At(secrets, index), string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"))),
            _ => JsonNode.DeepEquals(expected, actual) ? [] : [new DriftChange(path, Text(expected, secrets), Text(actual, secrets))],
        };
    }

    private static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonObject value => value.All(member => IsEmpty(member.Value)),
        JsonArray value => value.Count == 0,
        _ => node.GetValueKind() == System.Text.Json.JsonValueKind.String && node.GetValue<string>().Length == 0,
    };

    private static JsonNode? At(JsonNode? secrets, string name) => secrets is JsonObject some ? some[name] : secrets;

    private static JsonNode? At(JsonNode? values, int index) => values is JsonArray some ? index < some.Count ? some[index] : null : values;

    private static string Join(string path, string name) =>
        name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-') ? path.Length == 0 ? name : $"{path}.{name}" : $"{path}['{name}']";

    private static string? Text(JsonNode? node, JsonNode? secrets)
    {
        if (IsEmpty(node))
        {
            return null;
        }

        string text = IsSecret(secrets) ? DriftChange.Secret : node!.GetValueKind() == System.Text.Json.JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
        return text.Length > MaximumLength ? $"{text[..MaximumLength]}…" : text;
    }

    /// <summary>A value of which a part is secret is not shown.</summary>
    private static bool IsSecret(JsonNode? secrets) => secrets switch
    {
        JsonObject some => some.Any(member => IsSecret(member.Value)),
        JsonArray some => some.Any(IsSecret),
        _ => secrets?.GetValueKind() == System.Text.Json.JsonValueKind.True,
    };
}

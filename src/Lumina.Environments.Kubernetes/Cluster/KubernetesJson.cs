using System.Globalization;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Reads what a cluster has written: what is not there is null, and nothing throws.</summary>
internal static class KubernetesJson
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string member in path)
        {
            node = (node as JsonObject)?[member];
        }

        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out long number) ? number : null;

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out bool flag) && flag;

    public static IEnumerable<JsonNode> All(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonArray array ? array.OfType<JsonNode>() : [];

    /// <summary>The objects of a list.</summary>
    public static IEnumerable<JsonObject> Items(this JsonObject list) => list.All("items").OfType<JsonObject>();

    public static Dictionary<string, string> Texts(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonObject ?? []).Where(member => member.Value is JsonValue value && value.TryGetValue(out string? _))
            .ToDictionary(member => member.Key, member => member.Value!.GetValue<string>(), StringComparer.Ordinal);

    public static DateTimeOffset? Time(this JsonNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(node.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    public static string Name(this JsonNode node) => node.Text("metadata", "name") ?? "";

    public static string Uid(this JsonNode node) => node.Text("metadata", "uid") ?? "";

    public static string? Version(this JsonNode node) => node.Text("metadata", "resourceVersion");

    public static bool IsEnding(this JsonNode node) => node.Text("metadata", "deletionTimestamp") is not null;

    /// <summary>The condition of that type, if it is there.</summary>
    public static JsonNode? Condition(this JsonNode node, string type) => node.All("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);
}

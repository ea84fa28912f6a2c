using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What is different in a component's objects when one thing of its spec is: a line for each value, such as <c>Deployment spec.replicas: 1 → 3</c>.</summary>
internal static class ManifestDifference
{
    public static IReadOnlyList<string> Of(KubernetesComponent before, KubernetesComponent after)
    {
        SortedDictionary<string, string> old = Flatten(before);
        SortedDictionary<string, string> now = Flatten(after);
        return [.. old.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(path => old.GetValueOrDefault(path) != now.GetValueOrDefault(path))
            .Select(path => $"{path}: {old.GetValueOrDefault(path) ?? "-"} → {now.GetValueOrDefault(path) ?? "-"}")];
    }

    /// <summary>Every value of a component's objects by its path.</summary>
    public static SortedDictionary<string, string> Flatten(KubernetesComponent component)
    {
        SortedDictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (KubernetesObject item in component.Objects)
        {
            Add(values, $"{item.Type.Kind} {item.Name.Replace(component.ExternalName, "", StringComparison.Ordinal).TrimStart('-')}".TrimEnd() + " ", item.Body);
        }

        return values;
    }

    private static void Add(SortedDictionary<string, string> values, string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } content:
                foreach ((string member, JsonNode? value) in content)
                {
                    Add(values, path.EndsWith(' ') ? path + member : $"{path}.{member}", value);
                }

                break;
            case JsonArray { Count: > 0 } items:
                for (int i = 0; i < items.Count; i++)
                {
                    Add(values, $"{path}[{i}]", items[i]);
                }

                break;
            default:
                values.Add(path, node is JsonValue value1 && value1.TryGetValue(out string? text) ? text : node?.ToJsonString() ?? "null");
                break;
        }
    }
}

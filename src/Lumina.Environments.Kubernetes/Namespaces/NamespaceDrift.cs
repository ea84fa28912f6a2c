using System.Text.Json.Nodes;
using Lumina.Environments.Drift;

namespace Lumina.Environments.Kubernetes;

/// <summary>Compares a namespace itself, its bounds and its walls with what they were made as.</summary>
internal static class NamespaceDrift
{
    /// <param name="cluster">The cluster.</param>
    /// <param name="seen">The namespace.</param>
    /// <param name="marks">The marks of the component that tells of it.</param>
    /// <param name="options">The options.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<ResourceDrift>> FindAsync(KubernetesCluster cluster, EnvironmentNamespace seen, OwnershipMarks marks, KubernetesOptions options, CancellationToken cancellationToken)
    {
        List<ResourceDrift> drifts = [];
        JsonObject lost = Lost(seen, marks, options);
        if (lost.Count > 0)
        {
            JsonObject actual = new()
            {
                ["labels"] = Of(lost["labels"], seen.Labels),
                ["annotations"] = Of(lost["annotations"], seen.Annotations),
            };
            drifts.Add(new ResourceDrift(marks.Component, DriftKind.Changed, KubernetesType.Namespace.Kind, seen.Name) { Changes = [.. JsonDifference.Find(lost, actual, path: "metadata")] });
        }

        foreach (KubernetesObject each in NamespaceContent.Objects(marks, options))
        {
            if (await ObjectDrift.FindAsync(cluster, seen.Name, marks.Component, each, cancellationToken).ConfigureAwait(false) is { } drift)
            {
                drifts.Add(drift);
            }
        }

        return drifts;
    }

    /// <summary>What of its labels, and of the annotation that says whose it is, is not as it was made: as it was made. Without the rest of its marks it counts as somebody else's.</summary>
    public static JsonObject Lost(EnvironmentNamespace seen, OwnershipMarks marks, KubernetesOptions options)
    {
        JsonObject lost = [];
        JsonObject labels = new(NamespaceContent.NamespaceLabels(marks, options).Where(label => seen.Labels.GetValueOrDefault(label.Key) != (string?)label.Value).Select(label => KeyValuePair.Create(label.Key, label.Value?.DeepClone())));
        if (labels.Count > 0)
        {
            lost["labels"] = labels;
        }

        if (seen.Annotations.GetValueOrDefault(OwnershipMarks.OwnerMark) != marks.Owner)
        {
            lost["annotations"] = new JsonObject { [OwnershipMarks.OwnerMark] = marks.Owner };
        }

        return lost;
    }

    private static JsonObject Of(JsonNode? names, IReadOnlyDictionary<string, string> values) =>
        new((names as JsonObject ?? []).Select(each => KeyValuePair.Create(each.Key, (JsonNode?)values.GetValueOrDefault(each.Key))));
}

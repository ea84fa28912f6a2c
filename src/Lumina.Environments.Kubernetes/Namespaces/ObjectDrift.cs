using System.Text.Json.Nodes;
using Lumina.Environments.Drift;

namespace Lumina.Environments.Kubernetes;

/// <summary>Compares one object with what applying it once more would make of it. What others have written beside our fields is theirs, and no drift.</summary>
internal static class ObjectDrift
{
    /// <returns>Null where there is none.</returns>
    public static async Task<ResourceDrift?> FindAsync(KubernetesCluster cluster, string @namespace, ComponentName component, KubernetesObject wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.CompareAsync(wanted, @namespace, cancellationToken).ConfigureAwait(false) is not { } compared ? Drift(DriftKind.Removed, [])
                : Changes(wanted, compared.Wanted, compared.Actual) is { Length: > 0 } changes ? Drift(DriftKind.Changed, changes)
                : null;
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.Immutable)
        {
            // The cluster does not even try what it lets nobody do, and quotes the whole of it.
            return Drift(DriftKind.Changed, [.. exception.Fields.Select(field => new DriftChange(field, "as it is written now", "as it was made"))]);
        }

        ResourceDrift Drift(DriftKind kind, IReadOnlyList<DriftChange> changes) => new(component, kind, wanted.Type.Kind, wanted.Name) { Changes = changes };
    }

    // An expiry that was moved is in the marks of the namespace alone.
    private static DriftChange[] Changes(KubernetesObject each, JsonObject wanted, JsonObject actual) =>
        [.. JsonDifference.Find(Content(wanted), Content(actual), each.Type == KubernetesType.Secret ? new JsonObject { ["data"] = true } : null).Where(change => !change.Path.Contains(OwnershipMarks.ExpiresAtMark, StringComparison.Ordinal))];

    /// <summary>All but what the cluster keeps for itself.</summary>
    private static JsonObject Content(JsonObject found)
    {
        JsonObject content = found.DeepClone().AsObject();
        content.Remove("status");
        content["metadata"] = new JsonObject { ["labels"] = found.At("metadata", "labels")?.DeepClone(), ["annotations"] = found.At("metadata", "annotations")?.DeepClone() };
        return content;
    }
}

using System.Text.Json.Nodes;
using Lumina.Environments.Drift;

namespace Lumina.Environments.Kubernetes;

/// <summary>Compares the objects of a component with what applying them once more would make of them. What others have written beside our fields is theirs, and no drift.</summary>
internal static class ComponentDrift
{
    private static readonly KubernetesType[] Workloads = [KubernetesType.Deployment, KubernetesType.StatefulSet];

    public static async Task<IReadOnlyList<ResourceDrift>> FindAsync(KubernetesCluster cluster, EnvironmentNamespace? seen, KubernetesComponent component, CancellationToken cancellationToken)
    {
        if (seen is null)
        {
            return [new ResourceDrift(component.Name, DriftKind.Removed, KubernetesType.Namespace.Kind, component.Namespace)];
        }

        List<ResourceDrift> drifts = [];
        foreach (KubernetesObject each in component.Objects)
        {
            if (await ComponentJobs.FindDoneAsync(cluster, component, each, cancellationToken).ConfigureAwait(false) is not null)
            {
                continue;
            }

            if (await CompareAsync(cluster, component, each, cancellationToken).ConfigureAwait(false) is { } drift)
            {
                drifts.Add(drift);
            }
        }

        foreach (KubernetesType type in Workloads)
        {
            await foreach (JsonObject found in cluster.ListAsync(type, component.Namespace, $"{KubernetesComponent.ComponentLabel}={component.ExternalName}", cancellationToken).ConfigureAwait(false))
            {
                if (!component.Objects.Any(each => each.Type == type && each.Name == found.Name()))
                {
                    drifts.Add(new ResourceDrift(component.Name, DriftKind.Added, type.Kind, found.Name()));
                }
            }
        }

        return drifts;
    }

    private static async Task<ResourceDrift?> CompareAsync(KubernetesCluster cluster, KubernetesComponent component, KubernetesObject wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.CompareAsync(wanted, component.Namespace, cancellationToken).ConfigureAwait(false) is not { } compared ? Drift(DriftKind.Removed, [])
                : Changes(wanted, compared.Wanted, compared.Actual) is { Length: > 0 } changes ? Drift(DriftKind.Changed, changes)
                : null;
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.Immutable)
        {
            // The cluster does not even try what it lets nobody do, and quotes the whole of it.
            return Drift(DriftKind.Changed, [.. exception.Fields.Select(field => new DriftChange(field, "as it is written now", "as it was made"))]);
        }

        ResourceDrift Drift(DriftKind kind, IReadOnlyList<DriftChange> changes) => new(component.Name, kind, wanted.Type.Kind, wanted.Name) { Changes = changes };
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

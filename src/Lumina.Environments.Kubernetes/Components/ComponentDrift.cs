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
            if (await JobJudge.FindDoneAsync(cluster, component, each, cancellationToken).ConfigureAwait(false) is not null)
            {
                continue;
            }

            if (await cluster.CompareAsync(each, component.Namespace, cancellationToken).ConfigureAwait(false) is not { } compared)
            {
                drifts.Add(new ResourceDrift(component.Name, DriftKind.Removed, each.Type.Kind, each.Name));
            }
            else if (Changes(each, compared.Wanted, compared.Actual) is { Length: > 0 } changes)
            {
                drifts.Add(new ResourceDrift(component.Name, DriftKind.Changed, each.Type.Kind, each.Name) { Changes = changes });
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

using System.Text.Json.Nodes;

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
        if (seen.Find(component.ExternalName) is not { } entry)
        {
            string annotation = ComponentEntry.AnnotationOf(component.ExternalName);
            drifts.Add(new ResourceDrift(component.Name, DriftKind.Changed, KubernetesType.Namespace.Kind, seen.Name) { Changes = [new DriftChange($"metadata.annotations['{annotation}']", "what is noted of the component", seen.Annotations.GetValueOrDefault(annotation))] });
        }
        else
        {
            // Of manifests that somebody has taken out of their folder.
            drifts.AddRange(entry.Objects.Where(old => !component.Objects.Any(each => old.IsSameAs(each.Identity))).Select(old => new ResourceDrift(component.Name, DriftKind.Added, old.Type.Kind, old.Name)));
        }

        foreach (KubernetesObject each in component.Objects)
        {
            if (await ComponentJobs.FindDoneAsync(cluster, component, each, cancellationToken).ConfigureAwait(false) is not null)
            {
                continue;
            }

            if (await ObjectDrift.FindAsync(cluster, component.Namespace, component.Name, each, cancellationToken).ConfigureAwait(false) is { } drift)
            {
                drifts.Add(drift);
            }
        }

        foreach (KubernetesType type in Workloads)
        {
            await foreach (JsonObject found in cluster.ListAsync(type, component.Namespace, $"{KubernetesComponent.ComponentLabel}={component.ExternalName}", cancellationToken).ConfigureAwait(false))
            {
                if (!component.Objects.Any(each => each.Type == type && each.Name == found.Name()) && !drifts.Any(each => each.Type == type.Kind && each.Name == found.Name()))
                {
                    drifts.Add(new ResourceDrift(component.Name, DriftKind.Added, type.Kind, found.Name()));
                }
            }
        }

        return drifts;
    }
}

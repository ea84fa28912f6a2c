namespace Lumina.Environments.Kubernetes;

/// <summary>Ends one component of a namespace that stays.</summary>
internal static class ComponentEnder
{
    /// <summary>Deletes its objects, waits until its pods are gone, and strikes it off the namespace.</summary>
    public static async Task EndAsync(KubernetesCluster cluster, EnvironmentNamespace seen, ComponentEntry entry, PodEndWatch pods, CancellationToken cancellationToken)
    {
        // By their names, which are in the record: services can't be deleted by label on every cluster.
        await Task.WhenAll(entry.Objects.Select(each => cluster.DeleteAsync(each.Type, seen.Name, each.Name, uid: null, cancellationToken))).ConfigureAwait(false);
        if (entry.Objects.Any(each => Workload.IsOne(each.Type) || each.Type.Group == KubernetesType.Job.Group))
        {
            await pods.WaitAsync(cluster, seen.Name, entry.ExternalName, keepsEnded: false, cancellationToken).ConfigureAwait(false);
        }

        if (entry.Objects.Any(each => each.Type == KubernetesType.StatefulSet))
        {
            // Claims that came of a template outlive their stateful set.
            await cluster.DeleteAllAsync(KubernetesType.PersistentVolumeClaim, seen.Name, $"{KubernetesComponent.ComponentLabel}={entry.ExternalName}", cancellationToken).ConfigureAwait(false);
        }

        await NamespaceMaker.PatchAsync(cluster, seen, new(StringComparer.Ordinal) { [entry.Annotation] = null }, cancellationToken).ConfigureAwait(false);
    }
}

using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Finds components across the cluster, by one list of namespaces: each says what is in it.</summary>
internal static class ComponentListing
{
    /// <param name="clusters">The clusters of this process.</param>
    /// <param name="kind">The kind of components.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<FoundComponent>> FindAsync(KubernetesClusters clusters, string kind, ListScope scope, CancellationToken cancellationToken)
    {
        KubernetesCluster cluster = clusters.Open();
        ComponentLocation location = await clusters.LocateAsync(cancellationToken).ConfigureAwait(false);
        List<FoundComponent> found = [];
        await foreach (JsonObject item in cluster.ListAsync(KubernetesType.Namespace, null, Labels(scope), cancellationToken).ConfigureAwait(false))
        {
            EnvironmentNamespace each = EnvironmentNamespace.Read(item);
            if (each is { Marks: not null, Prefix: not null } && scope.Covers(each.Marks))
            {
                found.AddRange(In(each, kind, location with { Namespace = each.Prefix }));
            }
            else if (kind == ComponentKinds.Network && scope.EnvironmentId is null && Damaged(each, location) is { } damaged && scope.Covers(damaged.Marks))
            {
                found.Add(damaged);
            }
        }

        return found;
    }

    private static IEnumerable<FoundComponent> In(EnvironmentNamespace each, string kind, ComponentLocation location)
    {
        foreach (ComponentEntry entry in each.Components.Where(entry => entry.Component.Kind == kind))
        {
            yield return new FoundComponent(entry.Component, entry.ExternalName, each.MarksOf(entry), location) { CreatedAt = each.CreatedAt };
        }

        // One with nothing in it goes by the network's name: it is its walls that are left.
        if (each.Components.Count == 0 && kind == ComponentKinds.Network)
        {
            yield return new FoundComponent(ComponentName.Network, ExternalName.For(each.Marks!.EnvironmentId, ComponentName.Network), each.Marks with { Component = ComponentName.Network }, location) { CreatedAt = each.CreatedAt };
        }
    }

    /// <summary>One that has lost marks, which nobody may end and everybody who looks is to see: as far as its labels still say whose it is.</summary>
    private static FoundComponent? Damaged(EnvironmentNamespace each, ComponentLocation location)
    {
        if (!each.HasLostMarks || Mark(OwnershipMarks.InstallationMark) is not { } installation || !EnvironmentId.TryParse(Mark(OwnershipMarks.EnvironmentMark), null, out EnvironmentId id))
        {
            return null;
        }

        OwnershipMarks marks = new(installation, id, ComponentName.Network, Mark(OwnershipMarks.OwnerMark) ?? "", ExpiresAt: null);
        return new FoundComponent(null, each.Name, marks, location) { CreatedAt = each.CreatedAt, KeptBecause = each.WhatIsLost };

        string? Mark(string name) => each.Annotations.GetValueOrDefault(name) ?? each.Labels.GetValueOrDefault(name);
    }

    private static string Labels(ListScope scope) =>
        $"{EnvironmentNamespace.ManagedByLabel}={EnvironmentNamespace.ManagedBy}"
        + (scope.Installation is null ? "" : $",{OwnershipMarks.InstallationMark}={scope.Installation}")
        + (scope.EnvironmentId is { } id ? $",{OwnershipMarks.EnvironmentMark}={id}" : "");
}

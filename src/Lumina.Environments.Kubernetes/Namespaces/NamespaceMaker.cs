using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Makes the namespace of an environment, and writes its components into it.</summary>
internal sealed class NamespaceMaker(KubernetesOptions options, NamespaceLooks looks)
{
    private static readonly TimeSpan QuotaPatience = TimeSpan.FromSeconds(5);

    /// <summary>Makes the namespace where it is not there, and notes the component in it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">The namespace's name.</param>
    /// <param name="known">The namespace as it was seen a while ago, with nothing of the component in it; null where it was not.</param>
    /// <param name="context">The component.</param>
    /// <param name="entry">What is noted of the component.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The namespace, and the entry that the component had before, if any.</returns>
    /// <exception cref="ProviderException">It is somebody else's, or it is ending.</exception>
    public async Task<(EnvironmentNamespace Namespace, ComponentEntry? Before)> EnterAsync(
        KubernetesCluster cluster, string name, EnvironmentNamespace? known, ComponentContext context, ComponentEntry entry, CancellationToken cancellationToken)
    {
        // Somebody may make or end it between a look and an act; more than that often nobody does.
        for (int attempt = 0; attempt < 3; attempt++)
        {
            EnvironmentNamespace? seen = (attempt == 0 ? known : null)
                ?? await looks.FindAsync(cluster, name, cancellationToken).ConfigureAwait(false)
                ?? await CreateAsync(cluster, name, context, entry, cancellationToken).ConfigureAwait(false);
            if (seen is not null && await NoteAsync(cluster, seen, context, entry, cancellationToken).ConfigureAwait(false) is { } entered)
            {
                return entered;
            }

            if (attempt == 0 && known is not null)
            {
                // Whoever ended it may have ended the environment: only who still holds the lease makes it anew.
                throw new ProviderException($"The namespace '{name}' was removed by somebody else while {context.Component} was about to be made in it.") { IsTransient = true };
            }
        }

        throw new ProviderException($"The namespace '{name}' is made and removed by somebody else at the same time.") { IsTransient = true };
    }

    /// <summary>Applies the bounds and walls of the namespace, puts back what somebody has taken from its own labels, and waits until its quota counts.</summary>
    public async Task FillAsync(KubernetesCluster cluster, EnvironmentNamespace seen, OwnershipMarks marks, CancellationToken cancellationToken)
    {
        if (NamespaceDrift.Lost(seen, marks, options) is { Count: > 0 } lost)
        {
            await ChangeAsync(cluster, seen, lost, cancellationToken).ConfigureAwait(false);
        }

        string name = seen.Name;
        foreach (KubernetesObject each in NamespaceContent.Objects(marks, options))
        {
            await cluster.ApplyAsync(each, name, cancellationToken).ConfigureAwait(false);
        }

        // Pods that are asked for before that are refused, and asked for again only after a while.
        using CancellationTokenSource patience = new(QuotaPatience, cluster.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await foreach (IReadOnlyDictionary<string, JsonObject> quotas in cluster.FollowAsync(KubernetesType.ResourceQuota, name, null, either.Token).ConfigureAwait(false))
            {
                if (quotas.GetValueOrDefault(NamespaceContent.QuotaName).At("status", "hard") is JsonObject { Count: > 0 })
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It will count later.
        }
    }

    /// <summary>Never by apply, which would take over somebody else's. Null where somebody was faster.</summary>
    private async Task<EnvironmentNamespace?> CreateAsync(KubernetesCluster cluster, string name, ComponentContext context, ComponentEntry entry, CancellationToken cancellationToken)
    {
        JsonObject body = NamespaceContent.Namespace(name, context, entry, options);
        try
        {
            return EnvironmentNamespace.Read(await cluster.SendAsync(new ClusterCall("create", KubernetesType.Namespace) { Body = body, Query = KubernetesCluster.Ours, IsUncancellable = true }, cancellationToken).ConfigureAwait(false));
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.AlreadyExists)
        {
            return null;
        }
    }

    /// <summary>Null where it is not there any more.</summary>
    private static async Task<(EnvironmentNamespace, ComponentEntry?)?> NoteAsync(KubernetesCluster cluster, EnvironmentNamespace seen, ComponentContext context, ComponentEntry entry, CancellationToken cancellationToken)
    {
        seen.RequireOurs(context);
        ComponentEntry? before = seen.Find(entry.ExternalName);
        if (!seen.IsEnding && before?.Write() == entry.Write())
        {
            return (seen, before);
        }

        // What was there before and is not wanted now stays noted until it is gone.
        ComponentEntry both = before is null ? entry : entry with { Objects = [.. entry.Objects, .. before.Objects.Where(old => !entry.Objects.Any(old.IsSameAs))] };
        EnvironmentNamespace? noted = seen.IsEnding ? seen : await PatchAsync(cluster, seen, new() { [entry.Annotation] = both.Write() }, cancellationToken).ConfigureAwait(false);
        return noted switch
        {
            null => null,
            { IsEnding: true } => throw new ProviderException($"The namespace '{seen.Name}' is ending, and nothing can be made in it until it is gone. Try again, or look what holds it: kubectl describe namespace {seen.Name}.") { IsTransient = true },
            _ => (noted, before),
        };
    }

    /// <summary>Changes annotations of exactly this namespace; null where it is gone or another one by now.</summary>
    public static Task<EnvironmentNamespace?> PatchAsync(KubernetesCluster cluster, EnvironmentNamespace seen, Dictionary<string, string?> annotations, CancellationToken cancellationToken) =>
        ChangeAsync(cluster, seen, new JsonObject { ["annotations"] = new JsonObject(annotations.Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value))) }, cancellationToken);

    private static async Task<EnvironmentNamespace?> ChangeAsync(KubernetesCluster cluster, EnvironmentNamespace seen, JsonObject metadata, CancellationToken cancellationToken)
    {
        metadata["uid"] = seen.Uid;
        JsonObject body = new() { ["metadata"] = metadata };
        try
        {
            ClusterCall call = new("patch", KubernetesType.Namespace) { Name = seen.Name, Body = body, ContentType = ClusterCall.MergePatch, Query = KubernetesCluster.Ours };
            return EnvironmentNamespace.Read(await cluster.SendAsync(call, cancellationToken).ConfigureAwait(false));
        }
        catch (ClusterException exception) when (exception.Failure is ClusterFailure.NotFound or ClusterFailure.Conflict || exception is { Failure: ClusterFailure.Immutable, Fields: ["metadata.uid"] })
        {
            return null;
        }
    }
}

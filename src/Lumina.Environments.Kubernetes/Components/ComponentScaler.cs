using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Says how many pods a component has, where that is more than applying its objects: none when it is stopped, one to begin with where an autoscaler has the say, and a number that somebody else has changed.</summary>
internal static class ComponentScaler
{
    /// <summary>Leaves no pods, and waits until they are gone. Volumes stay.</summary>
    public static async Task StopAsync(KubernetesCluster cluster, EnvironmentNamespace seen, ComponentEntry entry, PodEndWatch pods, CancellationToken cancellationToken)
    {
        foreach (ObjectReference each in entry.Objects)
        {
            if (each.Type == KubernetesType.Job)
            {
                await StopJobAsync(cluster, seen.Name, each, cancellationToken).ConfigureAwait(false);
                continue;
            }

            // Our own manager's fields too: the next apply takes the number back.
            JsonObject? change = Workload.IsOne(each.Type) ? new JsonObject { ["replicas"] = 0 } : each.Type.Kind == "CronJob" ? new JsonObject { ["suspend"] = true } : null;
            if (change is not null)
            {
                await PatchAsync(cluster, seen.Name, each, change, cancellationToken).ConfigureAwait(false);
            }

            if (each.Type.Kind == "CronJob")
            {
                await EndJobsOfClockAsync(cluster, seen.Name, entry.ExternalName, cancellationToken).ConfigureAwait(false);
            }
        }

        await pods.WaitAsync(cluster, seen.Name, entry.ExternalName, keepsEnded: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An autoscaler leaves what has no pods alone: where the wanted number is its own, it gets one to begin with.</summary>
    public static async Task WakeAsync(KubernetesCluster cluster, KubernetesComponent component, CancellationToken cancellationToken)
    {
        foreach (KubernetesObject each in component.Objects.Where(each => Workload.IsOne(each.Type) && each.Body.At("spec", "replicas") is null))
        {
            if (await cluster.FindAsync(each.Type, component.Namespace, each.Name, cancellationToken).ConfigureAwait(false) is { } found && found.Number("spec", "replicas") == 0)
            {
                await PatchAsync(cluster, component.Namespace, new ObjectReference(each.Type, each.Name), new JsonObject { ["replicas"] = 1 }, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What the clock has begun and is not over: it would be waited for as long as it takes.</summary>
    private static async Task EndJobsOfClockAsync(KubernetesCluster cluster, string @namespace, string externalName, CancellationToken cancellationToken)
    {
        List<JsonObject> jobs = await cluster.ListAsync(KubernetesType.Job, @namespace, $"{KubernetesComponent.ComponentLabel}={externalName}", cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (JsonObject job in jobs.Where(job => !JobJudge.IsOver(job)))
        {
            await cluster.DeleteAsync(KubernetesType.Job, @namespace, job.Name(), job.Uid(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One that is done stays as it is; another one begins anew with the next start.</summary>
    private static async Task StopJobAsync(KubernetesCluster cluster, string @namespace, ObjectReference job, CancellationToken cancellationToken)
    {
        if (await cluster.FindAsync(job.Type, @namespace, job.Name, cancellationToken).ConfigureAwait(false) is { } found && !JobJudge.IsDone(found))
        {
            await cluster.DeleteAsync(job.Type, @namespace, job.Name, found.Uid(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whoever scales has the say, whoever had it before: a patch takes the number over where applying it would be a conflict.</summary>
    public static async Task ScaleAsync(KubernetesCluster cluster, KubernetesComponent component, CancellationToken cancellationToken)
    {
        foreach (KubernetesObject each in component.Objects.Where(each => Workload.IsOne(each.Type) && each.Body.At("spec", "replicas") is not null))
        {
            await PatchAsync(cluster, component.Namespace, new ObjectReference(each.Type, each.Name), new JsonObject { ["replicas"] = each.Body.At("spec", "replicas")!.DeepClone() }, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task PatchAsync(KubernetesCluster cluster, string @namespace, ObjectReference target, JsonObject spec, CancellationToken cancellationToken)
    {
        ClusterCall call = new("patch", target.Type) { Namespace = @namespace, Name = target.Name, Body = new JsonObject { ["spec"] = spec }, ContentType = ClusterCall.MergePatch, Query = KubernetesCluster.Ours };
        try
        {
            await cluster.SendAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.NotFound)
        {
            // What is gone has no pods.
        }
    }
}

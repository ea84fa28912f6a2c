using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Looks how a component stands.</summary>
internal static class ComponentObserver
{
    public static async Task<ComponentPresence> ObserveAsync(NamespaceLooks looks, KubernetesCluster cluster, EnvironmentNamespace? seen, string externalName, CancellationToken cancellationToken)
    {
        if (seen?.Find(externalName) is not { } entry)
        {
            return ComponentPresence.Absent;
        }

        OwnershipMarks marks = seen.MarksOf(entry);
        if (seen.IsEnding)
        {
            return ComponentPresence.NotRunning(marks, $"the namespace '{seen.Name}' is ending");
        }

        List<string> faults = [];
        List<string> warnings = [];
        List<string> states = [];
        foreach (ObjectReference each in entry.Objects.Where(each => Workload.IsOne(each.Type) && !entry.IsIdle(each)))
        {
            JsonObject? found = (await looks.ListAsync(cluster, seen.Name, each.Type, cancellationToken).ConfigureAwait(false)).GetValueOrDefault(each.Name);
            long wanted = found.Number("spec", "replicas") ?? 1;
            long ready = found.Number("status", "readyReplicas") ?? 0;
            string state = found is null ? $"{each.Type.Kind} '{each.Name}' is gone"
                : wanted == 0 ? $"{each.Type.Kind} '{each.Name}' is stopped"
                : $"{each.Type.Kind} '{each.Name}' has {ready} of {wanted} pods ready";
            states.Add(state);
            if (found is null || wanted == 0 || ready == 0)
            {
                faults.Add(state);
            }
            else if (ready < wanted)
            {
                // It answers. An autoscaler may want more than there is room for, and a node be drained: to start it anew would make that worse.
                warnings.Add(state);
            }
        }

        try
        {
            faults.AddRange(await JobFaultsAsync(looks, cluster, seen, entry, cancellationToken).ConfigureAwait(false));
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.Forbidden)
        {
            // Whoever may not look at jobs has made none, and may end the namespace all the same.
            faults.Add(exception.Problem.TrimEnd('.'));
        }

        return faults.Count > 0 ? ComponentPresence.NotRunning(marks, string.Join("; ", faults.Concat(warnings)))
            : warnings.Count > 0 ? ComponentPresence.Degraded(marks, string.Join("; ", warnings))
            : ComponentPresence.Running(marks, states.Count == 0 ? null : string.Join("; ", states));
    }

    /// <summary>A right that only those need who have jobs.</summary>
    private static async Task<IReadOnlyList<string>> JobFaultsAsync(NamespaceLooks looks, KubernetesCluster cluster, EnvironmentNamespace seen, ComponentEntry entry, CancellationToken cancellationToken)
    {
        List<string> faults = [];
        foreach (ObjectReference each in entry.Objects.Where(each => each.Type.Kind == "CronJob" && !entry.IsIdle(each)))
        {
            JsonObject? found = (await looks.ListAsync(cluster, seen.Name, each.Type, cancellationToken).ConfigureAwait(false)).GetValueOrDefault(each.Name);
            if (found?.At("spec", "suspend")?.GetValue<bool>() ?? true)
            {
                faults.Add(found is null ? $"CronJob '{each.Name}' is gone" : $"CronJob '{each.Name}' is stopped");
            }
        }

        foreach (ObjectReference each in entry.Objects.Where(each => each.Type == KubernetesType.Job))
        {
            // One that was deleted had done its work, as far as anybody knows.
            if ((await looks.ListAsync(cluster, seen.Name, each.Type, cancellationToken).ConfigureAwait(false)).GetValueOrDefault(each.Name) is { } job && JobJudge.IsOver(job) && !JobJudge.IsDone(job))
            {
                faults.Add($"Job '{each.Name}' has failed");
            }
        }

        return faults;
    }
}

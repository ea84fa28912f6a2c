using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Judges from what a namespace shows whether a workload is ready, may become so, or fails. Pure.</summary>
internal static class WorkloadJudge
{
    /// <summary>Pods of before may still be ending, a quota be counted anew, an event be of before.</summary>
    private static readonly TimeSpan RefusalPatience = TimeSpan.FromSeconds(3);

    public static WorkloadVerdict Judge(NamespaceState state, Workload workload)
    {
        if (workload.Type == KubernetesType.Job)
        {
            return JobJudge.Judge(state, workload);
        }

        if (state.Find(workload.Type, workload.Name) is not { } seen || seen.Uid() != workload.Uid || (seen.Number("metadata", "generation") ?? 0) < workload.Generation)
        {
            return WorkloadVerdict.Unseen(workload);
        }

        if ((seen.Number("status", "observedGeneration") ?? 0) < workload.Generation)
        {
            // A stateful set whose first pod is refused is never said to be taken up.
            return (workload.Type == KubernetesType.StatefulSet ? Refusal(state, workload, seen) : null) ?? WorkloadVerdict.Waiting($"{workload} is not taken up yet");
        }

        long wanted = seen.Number("spec", "replicas") ?? 1;
        long updated = seen.Number("status", "updatedReplicas") ?? 0;

        // The status of one that was stopped a moment ago may still count its pods of before: the pods themselves are looked at, too.
        long ready = Math.Min(seen.Number("status", "readyReplicas") ?? 0, ReadyPods(state, seen));
        long all = seen.Number("status", "replicas") ?? 0;
        if (updated >= wanted && ready >= wanted && all <= wanted)
        {
            return WorkloadVerdict.Ready;
        }

        JsonObject[] pods = [.. state.Of(KubernetesType.Pod).Where(pod => !pod.IsEnding() && IsOf(pod, workload, seen))];
        return Refusal(state, workload, seen)
            ?? PodJudge.FindFailure(state, pods.Where(pod => !HasEnded(pod)))
            ?? Late(state, workload, seen, pods)
            ?? WorkloadVerdict.Waiting($"{workload} has {ready} of {wanted} pods ready{PodJudge.WhatIsMissing(state, pods)}");
    }

    private static long ReadyPods(NamespaceState state, JsonObject seen)
    {
        KeyValuePair<string, JsonNode?>[] labels = [.. seen.At("spec", "selector", "matchLabels") as JsonObject ?? []];
        return state.Of(KubernetesType.Pod).LongCount(pod =>
            !pod.IsEnding() && pod.Condition("Ready").Text("status") == "True" && labels.All(label => pod.Text("metadata", "labels", label.Key) == (string?)label.Value));
    }

    /// <summary>One that was evicted, or refused by its node, stays to be looked at, and another one takes its place.</summary>
    private static bool HasEnded(JsonObject pod) => pod.Text("status", "phase") is "Failed" or "Succeeded";

    /// <summary>Whether the pod is of what is wanted now: those of before may fail for reasons that are gone.</summary>
    private static bool IsOf(JsonObject pod, Workload workload, JsonObject seen)
    {
        JsonNode? owner = pod.All("metadata", "ownerReferences").FirstOrDefault();
        if (workload.Type == KubernetesType.StatefulSet)
        {
            return owner.Text("uid") == workload.Uid && pod.Text("metadata", "labels", "controller-revision-hash") == seen.Text("status", "updateRevision");
        }

        // The only place where a deployment names its newest replica set.
        string[] words = (seen.Condition("Progressing").Text("message") ?? "").Split('"');
        return words.Length > 1 && owner.Text("name") == words[1];
    }

    /// <summary>The cluster refuses the pods themselves: quota, limit range, pod security, a missing service account.</summary>
    private static WorkloadVerdict? Refusal(NamespaceState state, Workload workload, JsonObject seen)
    {
        string? message = workload.Type == KubernetesType.Deployment
            ? seen.Condition("ReplicaFailure") is { } failure && failure.Text("status") == "True" ? failure.Text("message") : null
            : null;
        return message is not null ? Explain(workload, message)
            : FindRefusal(state, workload, (seen.Number("status", "replicas") ?? 0) < (seen.Number("spec", "replicas") ?? 1));
    }

    /// <summary>What is said of a workload that bears no condition for it; null for nothing, and where it has its pods all the same.</summary>
    public static WorkloadVerdict? FindRefusal(NamespaceState state, Workload workload, bool lacksPods) =>
        workload.Type != KubernetesType.Deployment && lacksPods && EventsOf(state, workload.Uid).Where(each => each.Text("reason") == "FailedCreate").MaxBy(PodJudge.TimeOf)?.Text("message") is { } message
            ? Explain(workload, message)
            : null;

    private static WorkloadVerdict Explain(Workload workload, string message)
    {
        // An admission webhook whose server is just being restarted is tried again as well.
        if (message.Contains("status unknown for quota", StringComparison.Ordinal) || message.Contains("failed calling webhook", StringComparison.Ordinal))
        {
            return WorkloadVerdict.Waiting($"{workload}: {message}");
        }

        bool isQuota = message.Contains("exceeded quota", StringComparison.Ordinal);
        string advice = isQuota ? $" Raise {nameof(KubernetesOptions.MemoryQuota)}, {nameof(KubernetesOptions.CpuQuota)} or {nameof(KubernetesOptions.PodQuota)} of {nameof(KubernetesOptions)}, or ask for less." : "";
        return WorkloadVerdict.Failing($"the cluster refuses the pods of {workload}: {message.TrimEnd('.')}.{advice}", isQuota || workload.Type != KubernetesType.Deployment ? RefusalPatience : TimeSpan.Zero);
    }

    private static WorkloadVerdict? Late(NamespaceState state, Workload workload, JsonObject seen, JsonObject[] pods) =>
        seen.Condition("Progressing") is { } progressing && progressing.Text("status") == "False" && progressing.Text("reason") == "ProgressDeadlineExceeded"
            ? WorkloadVerdict.Failing($"{workload} makes no progress: {progressing.Text("message")}{PodJudge.WhatIsMissing(state, pods)}")
            : null;

    private static IEnumerable<JsonObject> EventsOf(NamespaceState state, string uid) => state.Of(KubernetesType.Event).Where(each => each.Text("involvedObject", "uid") == uid);
}

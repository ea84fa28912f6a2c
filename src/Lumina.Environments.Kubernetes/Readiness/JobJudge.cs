using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Judges whether a job is done, may become so, or fails.</summary>
internal static class JobJudge
{
    public static WorkloadVerdict Judge(NamespaceState state, Workload job)
    {
        if (state.Find(job.Type, job.Name) is not { } seen || seen.Uid() != job.Uid)
        {
            return WorkloadVerdict.Unseen(job);
        }

        if (IsDone(seen))
        {
            return WorkloadVerdict.Ready;
        }

        JsonObject[] pods = [.. state.Of(KubernetesType.Pod).Where(pod => pod.All("metadata", "ownerReferences").Any(owner => owner.Text("uid") == job.Uid))];
        if (IsTrue(seen, "Failed"))
        {
            JsonNode? failed = seen.Condition("Failed");
            return WorkloadVerdict.Failing($"{job} has failed: {failed.Text("reason")}: {failed.Text("message")}") with { Log = LastOf(pods) };
        }

        // One that ends badly is tried again, as often as the job says.
        JsonObject[] running = [.. pods.Where(pod => !pod.IsEnding() && pod.Text("status", "phase") is not ("Succeeded" or "Failed") && !IsTriedAgain(pod))];
        return WorkloadJudge.FindRefusal(state, job, pods.Length == 0)
            ?? PodJudge.FindFailure(state, running)
            ?? WorkloadVerdict.Waiting($"{job} is not done yet{PodJudge.WhatIsMissing(state, running)}");
    }

    /// <summary>Whether it ends by itself no more, whatever came of it.</summary>
    public static bool IsOver(JsonObject job) => IsDone(job) || IsTrue(job, "Failed");

    /// <summary>Whether it has done its work.</summary>
    public static bool IsDone(JsonObject job) => IsTrue(job, "Complete");

    private static bool IsTrue(JsonObject job, string condition) => job.Condition(condition).Text("status") == "True";

    private static bool IsTriedAgain(JsonObject pod) => pod.All("status", "containerStatuses").Concat(pod.All("status", "initContainerStatuses")).Any(container => container.Text("state", "waiting", "reason") == "CrashLoopBackOff");

    private static (string Pod, string Container, bool HasEnded)? LastOf(JsonObject[] pods) =>
        pods.MaxBy(PodJudge.TimeOf) is { } last && last.All("spec", "containers").FirstOrDefault().Text("name") is { } container ? (last.Name(), container, false) : null;
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Finds out from pods, and from what is said of them, why they are not ready. Pure.</summary>
internal static class PodJudge
{
    /// <summary>Disks of a cloud take a while to be made, and more where many are wanted at once.</summary>
    public static readonly TimeSpan VolumePatience = TimeSpan.FromMinutes(2);

    /// <summary>Who brings what a container needs (a Secret that an operator writes, or that a policy puts into each namespace) takes a moment after it, and a registry may be busy.</summary>
    public static readonly TimeSpan SupplyPatience = TimeSpan.FromSeconds(20);

    /// <summary>A crash may be once; more is the rule.</summary>
    private const int Crashes = 2;

    /// <summary>What a kubelet says that has much to do and will try again.</summary>
    private const string Busy = "failed to sync";

    private static readonly string[] Certain = ["ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "CreateContainerError", "RunContainerError"];

    /// <summary>What is certain not to get better by waiting; null where there is nothing.</summary>
    public static WorkloadVerdict? FindFailure(NamespaceState state, IEnumerable<JsonObject> pods)
    {
        foreach (JsonObject pod in pods)
        {
            if (FindContainerFailure(state, pod) is { } failure)
            {
                return failure;
            }

            if (pod.Condition("PodScheduled") is { } scheduled && scheduled.Text("status") == "False" && scheduled.Text("reason") == "Unschedulable")
            {
                return Unschedulable(state, pod, scheduled.Text("message") ?? "");
            }
        }

        return null;
    }

    /// <summary>What the pods wait for, as far as they tell; begins with a separator.</summary>
    public static string WhatIsMissing(NamespaceState state, IEnumerable<JsonObject> pods)
    {
        string[] details = [.. pods.Where(pod => pod.Condition("Ready").Text("status") != "True").Select(pod => Describe(state, pod)).Distinct(StringComparer.Ordinal).Take(3)];
        return details.Length == 0 ? "" : $"; {string.Join("; ", details)}";
    }

    /// <summary>Newer clusters have <c>eventTime</c> alone.</summary>
    public static DateTimeOffset TimeOf(JsonObject said) =>
        said.Time("lastTimestamp") ?? said.Time("series", "lastObservedTime") ?? said.Time("eventTime") ?? said.Time("metadata", "creationTimestamp") ?? DateTimeOffset.MinValue;

    private static WorkloadVerdict? FindContainerFailure(NamespaceState state, JsonObject pod)
    {
        foreach (JsonNode container in pod.All("status", "initContainerStatuses").Concat(pod.All("status", "containerStatuses")))
        {
            string? reason = container.Text("state", "waiting", "reason");
            string name = container.Text("name") ?? "";
            if (reason == "CrashLoopBackOff" && container.Number("restartCount") >= Crashes)
            {
                JsonNode? ended = container.At("lastState", "terminated");
                return WorkloadVerdict.Failing(string.Create(CultureInfo.InvariantCulture, $"the container '{name}' of pod '{pod.Name()}' ends again and again: exit code {ended.Number("exitCode") ?? -1} ({ended.Text("reason") ?? "no reason is given"}) {ended.Text("message")}").TrimEnd() + Probe(pod, container)) with
                {
                    Log = (pod.Name(), name, true),
                };
            }

            string? waiting = container.Text("state", "waiting", "message");
            if (Certain.Contains(reason, StringComparer.Ordinal) && waiting?.StartsWith(Busy, StringComparison.Ordinal) != true)
            {
                // The back-off says only that there was an error; the event says which.
                string? message = LastOf(state, pod, "Failed", isTold: said => !Certain.Contains(said.Replace("Error: ", "", StringComparison.Ordinal), StringComparer.Ordinal)) ?? waiting;
                return WorkloadVerdict.Failing($"the container '{name}' of pod '{pod.Name()}' can't be started: {reason}: {message}{Advice(reason!, message ?? "", container.Text("image"))}", MayBeMended(reason!, message ?? "") ? SupplyPatience : TimeSpan.Zero);
            }
        }

        return null;
    }

    /// <summary>Whether it may be over in a moment although nobody changes the workload.</summary>
    private static bool MayBeMended(string reason, string message) => reason switch
    {
        "CreateContainerConfigError" => true,
        "ImagePullBackOff" or "ErrImagePull" => !message.Contains("not found", StringComparison.OrdinalIgnoreCase) && !message.Contains("manifest unknown", StringComparison.OrdinalIgnoreCase),
        "CreateContainerError" or "RunContainerError" => message.Contains("deadline exceeded", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static WorkloadVerdict Unschedulable(NamespaceState state, JsonObject pod, string message)
    {
        if (LastOf(state, pod, "TriggeredScaleUp") is { } growing)
        {
            return WorkloadVerdict.Waiting($"pod '{pod.Name()}' waits for a node: {growing}");
        }

        string[] claims = [.. pod.All("spec", "volumes").Select(volume => volume.Text("persistentVolumeClaim", "claimName")).OfType<string>()];
        string[] said = [.. state.Of(KubernetesType.Event)
            .Where(each => each.Text("involvedObject", "kind") == "PersistentVolumeClaim" && claims.Contains(each.Text("involvedObject", "name"), StringComparer.Ordinal) && each.Text("reason") is "FailedBinding" or "ProvisioningFailed")
            .Select(each => $"claim '{each.Text("involvedObject", "name")}': {each.Text("message")}").Distinct(StringComparer.Ordinal)];
        bool isBeingBound = said.Length == 0 && message.Contains("unbound immediate PersistentVolumeClaims", StringComparison.Ordinal);
        string detail = $"pod '{pod.Name()}' finds no node: {message}{(said.Length == 0 ? "" : $" ({string.Join("; ", said)})")}"
            + (message.Contains("Insufficient", StringComparison.Ordinal) ? $" Ask for less, or have others end; how long a node is waited for is {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.NodePatience)}." : "");
        return isBeingBound ? WorkloadVerdict.Failing(detail, VolumePatience) : WorkloadVerdict.Failing(detail) with { FindsNoNode = true };
    }

    private static string Describe(NamespaceState state, JsonObject pod)
    {
        if (LastOf(state, pod, "Unhealthy") is { } probe)
        {
            return $"pod '{pod.Name()}': {probe}";
        }

        if (pod.Text("status", "phase") == "Failed")
        {
            return $"pod '{pod.Name()}' has failed: {pod.Text("status", "reason") ?? "no reason is given"} {pod.Text("status", "message")}".TrimEnd();
        }

        string? waiting = pod.All("status", "containerStatuses").Select(container => container.Text("state", "waiting", "reason") is { } reason ? $"{reason} {container.Text("state", "waiting", "message")}".TrimEnd() : null).FirstOrDefault(each => each is not null);
        return $"pod '{pod.Name()}' is {pod.Text("status", "phase")?.ToLowerInvariant() ?? "new"}{(waiting is null ? "" : $": {waiting}")}";
    }

    private static string? LastOf(NamespaceState state, JsonObject pod, string reason, Func<string, bool>? isTold = null) => state.Of(KubernetesType.Event)
        .Where(each => each.Text("involvedObject", "uid") == pod.Uid() && each.Text("reason") == reason && (isTold is null || isTold(each.Text("message") ?? ""))).MaxBy(TimeOf)?.Text("message");

    /// <summary>A kubelet ends what does not pass its startup probe in time, which the container's own end does not tell.</summary>
    private static string Probe(JsonObject pod, JsonNode container)
    {
        JsonNode? probe = pod.All("spec", "containers").FirstOrDefault(each => each.Text("name") == container.Text("name")).At("startupProbe");
        return probe is null || container.Flag("started") ? "" : probe.At("httpGet") is { } http ? $". Its health check, GET {http.Text("path") ?? "/"} at port {http["port"]}, has not passed before that"
            : $". Its health check{(probe.At("tcpSocket") is { } tcp ? $", a connection to port {tcp["port"]}," : "")} has not passed before that";
    }

    private static string Advice(string reason, string message, string? image) => reason switch
    {
        "CreateContainerConfigError" when message.Contains("runAsNonRoot", StringComparison.Ordinal) =>
            $". Name a user by number, other than 0: {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.DefaultUser)}, or {nameof(ServiceSpec)}.{nameof(ServiceSpec.Container)}.{nameof(ContainerSettings.User)} of this one.",
        "ImagePullBackOff" or "ErrImagePull" => $". Correct the image '{image}', or let its registry be reached with {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.ImagePullSecrets)}.",
        "InvalidImageName" => $". '{image}' is no name of an image.",
        _ => "",
    };
}

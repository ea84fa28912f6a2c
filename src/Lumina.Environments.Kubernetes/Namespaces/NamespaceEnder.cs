using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Kubernetes;

/// <summary>Ends a namespace with all that is in it, waits until it is really gone, and says what holds it where it does not go.</summary>
internal sealed partial class NamespaceEnder
{
    /// <summary>What runs, and what waits for that, ends at once and side by side: what the cluster's own clean-up finds at its first look after five seconds costs five more.</summary>
    private static readonly KubernetesType[] First = [KubernetesType.Deployment, KubernetesType.StatefulSet, KubernetesType.ReplicaSet, KubernetesType.Pod, KubernetesType.PersistentVolumeClaim];

    /// <summary>How long content may be left without a finalizer that holds it: a pod goes when its node says so, and a busy one takes its time.</summary>
    private static readonly TimeSpan ContentPatience = TimeSpan.FromMinutes(1);

    /// <summary>How long Kubernetes itself or a cloud may hold it: a load balancer is gone after minutes, and a claim waits for the last pod that uses it.</summary>
    private static readonly TimeSpan PlatformPatience = TimeSpan.FromMinutes(5);

    /// <summary>What keeps the cluster's own clean-up from its end: an API that does not answer is the usual one.</summary>
    private static readonly string[] Failures = ["NamespaceDeletionContentFailure", "NamespaceDeletionDiscoveryFailure", "NamespaceDeletionGroupVersionParsingFailure"];

    private static readonly string[] Platforms = ["kubernetes.io/", "k8s.aws/", "k8s.io/", "gke.io/"];

    /// <summary>How long anybody else's finalizer may hold it before somebody is told. Usual ones take moments.</summary>
    public TimeSpan FinalizerPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Ends it. Succeeds where it is gone already.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="seen">The namespace, known to be ours.</param>
    /// <param name="logger">Told what it waits for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ProviderException">Something holds it: its finalizers and objects are named.</exception>
    public async Task EndAsync(KubernetesCluster cluster, EnvironmentNamespace seen, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.DeleteAsync(KubernetesType.Namespace, null, seen.Name, seen.Uid, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.Conflict && seen.IsEnding)
        {
            // It is ending already, and says so in its own way.
        }

        await Task.WhenAll(First.Select(type => DeleteAllAsync(cluster, type, seen.Name, cancellationToken))).ConfigureAwait(false);
        await WaitAsync(cluster, seen, logger, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>It only makes things faster: whatever the cluster has against it, the namespace is ending, and the waiting tells.</summary>
    private static async Task DeleteAllAsync(KubernetesCluster cluster, KubernetesType type, string name, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.DeleteAllAsync(type, name, labels: null, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException)
        {
        }
    }

    private async Task WaitAsync(KubernetesCluster cluster, EnvironmentNamespace seen, ILogger logger, CancellationToken cancellationToken)
    {
        Dictionary<string, string> only = new(StringComparer.Ordinal) { ["fieldSelector"] = $"metadata.name={seen.Name}" };
        using CancellationTokenSource stuck = new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stuck.Token);
        ITimer patience = cluster.Time.CreateTimer(_ => stuck.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // Waits for what it has begun: who cancels a source that is disposed of ends the process.
        await using ConfiguredAsyncDisposable ending = patience.ConfigureAwait(false);
        JsonObject? last = null;
        TimeSpan? grace = null;
        (TimeSpan, string?) allowed = (Timeout.InfiniteTimeSpan, null);
        try
        {
            await foreach (IReadOnlyDictionary<string, JsonObject> found in cluster.FollowAsync(KubernetesType.Namespace, null, only, either.Token).ConfigureAwait(false))
            {
                last = found.GetValueOrDefault(seen.Name);
                if (last is null || last.Uid() != seen.Uid)
                {
                    // A watch may be behind; the answer to a question is not.
                    last = await cluster.FindAsync(KubernetesType.Namespace, null, seen.Name, cancellationToken).ConfigureAwait(false);
                    if (last is null || last.Uid() != seen.Uid)
                    {
                        return;
                    }
                }

                JsonNode? content = last.Condition("NamespaceContentRemaining");
                bool hasContent = content.Text("status") == "True";
                grace ??= hasContent ? await LongestGraceAsync(cluster, seen.Name, cancellationToken).ConfigureAwait(false) : null;
                (TimeSpan Patience, string?) wanted = (PatienceWith(last, hasContent ? grace : null), hasContent ? content.Text("message") : null);
                if (wanted != allowed)
                {
                    patience.Change(wanted.Patience, Timeout.InfiniteTimeSpan);
                    allowed = wanted;
                    if (last.Condition("NamespaceFinalizersRemaining") is { } held && held.Text("status") == "True")
                    {
                        StillHeld(logger, seen.Name, held.Text("message") ?? "", wanted.Patience);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stuck.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw await ExplainAsync(cluster, seen.Name, last!, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How long the pods that are left may take to end.</summary>
    private static async Task<TimeSpan> LongestGraceAsync(KubernetesCluster cluster, string name, CancellationToken cancellationToken)
    {
        long longest = 0;
        try
        {
            await foreach (JsonObject pod in cluster.ListAsync(KubernetesType.Pod, name, null, cancellationToken).ConfigureAwait(false))
            {
                longest = Math.Max(longest, pod.Number("metadata", "deletionGracePeriodSeconds") ?? pod.Number("spec", "terminationGracePeriodSeconds") ?? 0);
            }
        }
        catch (ClusterException)
        {
            // It is about when somebody is told, and no more.
        }

        return TimeSpan.FromSeconds(longest);
    }

    /// <param name="ending">The namespace.</param>
    /// <param name="grace">How long pods that are left may take; null where nothing is left.</param>
    private TimeSpan PatienceWith(JsonObject ending, TimeSpan? grace)
    {
        JsonNode? finalizers = ending.Condition("NamespaceFinalizersRemaining");
        return finalizers.Text("status") == "True" ? (Array.Exists(Platforms, platform => finalizers.Text("message")?.Contains(platform, StringComparison.Ordinal) == true) ? PlatformPatience : FinalizerPatience)
            : Failures.Any(failure => ending.Condition(failure).Text("status") == "True") ? ContentPatience
            : grace + ContentPatience ?? Timeout.InfiniteTimeSpan;
    }

    private static async Task<ProviderException> ExplainAsync(KubernetesCluster cluster, string name, JsonObject last, CancellationToken cancellationToken)
    {
        string[] conditions = [.. last.All("status", "conditions").Where(condition => condition.Text("status") == "True").Select(condition => condition.Text("message") ?? "").Where(message => message.Length > 0)];
        List<string> held = [];
        foreach (Match kind in conditions.SelectMany(message => Remaining().Matches(message)))
        {
            held.AddRange(await NamesAsync(cluster, name, kind.Groups["plural"].Value, kind.Groups["group"].Value, cancellationToken).ConfigureAwait(false));
        }

        return new ProviderException(
            $"The namespace '{name}' is ending and does not go: {string.Join("; ", conditions.Distinct(StringComparer.Ordinal))}."
            + (held.Count == 0 ? "" : $" Held: {string.Join(", ", held)}.")
            + " Whoever set a finalizer must take it away: he may be at work still, or be an operator that does not run any more; it is never done from here. An API of the cluster that does not answer must be mended or removed, a node that does not answer brought back or removed.") { IsTransient = true };
    }

    /// <summary>The objects of a type that bear finalizers, and pods that wait for their nodes.</summary>
    private static async Task<IReadOnlyList<string>> NamesAsync(KubernetesCluster cluster, string name, string plural, string group, CancellationToken cancellationToken)
    {
        try
        {
            string version = "v1";
            if (group.Length > 0)
            {
                JsonObject groups = await cluster.SendAsync(new ClusterCall("get", new KubernetesType("", "v1", "APIGroupList", ClusterCall.GroupList)), cancellationToken).ConfigureAwait(false);
                version = groups.All("groups").FirstOrDefault(each => each.Text("name") == group).Text("preferredVersion", "version") ?? version;
            }

            List<string> names = [];
            await foreach (JsonObject item in cluster.ListAsync(new KubernetesType(group, version, plural, plural), name, null, cancellationToken).ConfigureAwait(false))
            {
                string[] finalizers = [.. item.All("metadata", "finalizers").Select(finalizer => (string?)finalizer ?? "")];
                if (finalizers.Length > 0)
                {
                    names.Add($"{plural} '{item.Name()}' by {string.Join(", ", finalizers)}");
                }
                else if (item.Text("spec", "nodeName") is { } node)
                {
                    names.Add($"{plural} '{item.Name()}' on node '{node}', which does not say that it has ended");
                }
            }

            return names;
        }
        catch (ClusterException exception)
        {
            return [$"{plural} (they can't be listed: {exception.Failure})"];
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The namespace '{Namespace}' is ending and is held: {Held}. It is waited for {Patience}")]
    private static partial void StillHeld(ILogger logger, string @namespace, string held, TimeSpan patience);

    [GeneratedRegex(@"(?<plural>[a-z0-9-]+)\.(?<group>[a-z0-9.-]*) has \d+ resource instances", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Remaining();
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Waits until none of a component's pods is there any more, and names those that stay.</summary>
/// <param name="finalizerPatience">How long a finalizer may hold one.</param>
internal sealed class PodEndWatch(TimeSpan finalizerPatience)
{
    /// <summary>Beyond the grace that a pod has: it goes when its node says so, and a busy one takes its time.</summary>
    private static readonly TimeSpan NodePatience = TimeSpan.FromMinutes(1);

    /// <summary>Waits.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="namespace">The namespace.</param>
    /// <param name="externalName">The component's external name.</param>
    /// <param name="keepsEnded">Whether those that have ended may stay, as those of jobs do.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ProviderException">Pods stay, and nothing has changed of them for a minute longer than their grace.</exception>
    public async Task WaitAsync(KubernetesCluster cluster, string @namespace, string externalName, bool keepsEnded, CancellationToken cancellationToken)
    {
        Dictionary<string, string> selector = new(StringComparer.Ordinal) { ["labelSelector"] = $"{KubernetesComponent.ComponentLabel}={externalName}" };
        using CancellationTokenSource stuck = new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stuck.Token);
        ITimer patience = cluster.Time.CreateTimer(_ => stuck.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // Waits for what it has begun: who cancels a source that is disposed of ends the process.
        await using ConfiguredAsyncDisposable ending = patience.ConfigureAwait(false);
        JsonObject[] left = [];
        string known = "";
        try
        {
            await foreach (IReadOnlyDictionary<string, JsonObject> pods in cluster.FollowAsync(KubernetesType.Pod, @namespace, selector, either.Token).ConfigureAwait(false))
            {
                left = [.. pods.Values.Where(pod => !(keepsEnded && pod.Text("status", "phase") is "Succeeded" or "Failed"))];
                if (left.Length == 0)
                {
                    return;
                }

                string seen = string.Join('\n', left.Select(Describe));
                if (seen != known)
                {
                    known = seen;
                    patience.Change(PatienceWith(left), Timeout.InfiniteTimeSpan);
                }
            }
        }
        catch (OperationCanceledException) when (stuck.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(
                $"Pods of '{externalName}' in the namespace '{@namespace}' do not go: {string.Join("; ", left.Select(Describe))}."
                + " A node that does not answer keeps its pods until it is back or is removed from the cluster; whoever set a finalizer must take it away.") { IsTransient = true };
        }
    }

    private TimeSpan PatienceWith(JsonObject[] pods)
    {
        TimeSpan grace = TimeSpan.FromSeconds(pods.Max(pod => pod.Number("metadata", "deletionGracePeriodSeconds") ?? pod.Number("spec", "terminationGracePeriodSeconds") ?? 0));
        return grace + (Array.Exists(pods, pod => Finalizers(pod).Length > 0) ? finalizerPatience : NodePatience);
    }

    private static string Describe(JsonObject pod)
    {
        string[] parts =
        [
            .. pod.Text("spec", "nodeName") is { } node ? [$"on node {node}"] : Array.Empty<string>(),
            pod.Text("metadata", "deletionTimestamp") is { } told ? $"to be gone at {told}" : "not told to end",
            .. Finalizers(pod) is { Length: > 0 } finalizers ? [$"held by {string.Join(", ", finalizers)}"] : Array.Empty<string>(),
        ];
        return string.Create(CultureInfo.InvariantCulture, $"{pod.Name()} ({string.Join(", ", parts)})");
    }

    private static string[] Finalizers(JsonObject pod) => [.. (pod.At("metadata", "finalizers") as JsonArray ?? []).Select(finalizer => finalizer?.GetValue<string>() ?? "")];
}

using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>A hollow node runs a job's pod for ever: what a kubelet would write when it has ended is written here.</summary>
internal static class EndedJob
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Ends the pod of a job once it runs, and waits until the job knows.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pods">The labels by which the pod is known.</param>
    /// <param name="phase"><c>Succeeded</c> or <c>Failed</c>.</param>
    /// <param name="opening">What waits for the job, so that its failure ends the wait.</param>
    public static async Task EndAsync(k8s.Kubernetes cluster, string pods, string phase, Task opening)
    {
        using CancellationTokenSource patience = new(Patience, TimeProvider.System);
        await foreach ((WatchEventType _, V1Pod pod) in cluster.CoreV1.WatchListPodForAllNamespacesAsync(labelSelector: pods, cancellationToken: patience.Token))
        {
            opening.IsFaulted.Should().BeFalse(opening.Exception?.Message);
            if (pod.Status.Phase == "Running")
            {
                await cluster.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch($$$"""{"status":{"phase":"{{{phase}}}"}}""", V1Patch.PatchType.MergePatch), pod.Metadata.Name, pod.Metadata.NamespaceProperty);
                await WaitAsync(cluster, pod, patience.Token);
                return;
            }
        }

        throw new InvalidOperationException("The cluster stopped telling of the job's pods.");
    }

    /// <summary>The hollow node would soon say again that the pod runs: it is taken away as soon as nobody needs it.</summary>
    private static async Task WaitAsync(k8s.Kubernetes cluster, V1Pod pod, CancellationToken cancellationToken)
    {
        (string job, string @namespace) = (pod.Metadata.Labels["job-name"], pod.Metadata.NamespaceProperty);
        await foreach ((WatchEventType type, V1Job seen) in cluster.BatchV1.WatchListNamespacedJobAsync(@namespace, fieldSelector: $"metadata.name={job}", cancellationToken: cancellationToken))
        {
            if (type == WatchEventType.Deleted || (seen.Status.Conditions ?? []).Any(condition => condition.Type is "Complete" or "Failed" && condition.Status == "True"))
            {
                break;
            }
        }

        try
        {
            await cluster.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, @namespace, gracePeriodSeconds: 0, cancellationToken: cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // It went with its namespace.
        }
    }
}

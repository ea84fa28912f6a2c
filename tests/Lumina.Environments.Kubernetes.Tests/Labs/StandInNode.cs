using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>A node of the tests' own: it runs nothing, says of every pod that the scheduler gives it that it runs and that its probes pass, and lets go of those that are deleted. Hollow nodes do the like, but a probe that asks over the network fails there.</summary>
/// <remarks>Hollow nodes take no pods while it is there: nothing else may run on the cluster meanwhile.</remarks>
internal sealed class StandInNode : IAsyncDisposable
{
    public const string Name = "stand-in";
    private const string NameLabel = "kubernetes.io/hostname";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Dictionary<string, ResourceQuantity> Room = new(StringComparer.Ordinal) { ["cpu"] = new("32"), ["memory"] = new("64Gi"), ["pods"] = new("200") };

    private readonly k8s.Kubernetes _cluster;
    private readonly CancellationTokenSource _end = new();
    private readonly string[] _others;
    private readonly Task _working;

    private StandInNode(k8s.Kubernetes cluster, string[] others)
    {
        (_cluster, _others) = (cluster, others);
        _working = Task.WhenAll(KeepAliveAsync(), ServeAsync());
    }

    public static async Task<StandInNode> JoinAsync(string kubeconfig)
    {
        k8s.Kubernetes cluster = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        string[] others = [.. (await cluster.CoreV1.ListNodeAsync()).Items.Select(node => node.Metadata.Name)];
        foreach (string other in others)
        {
            await MarkSchedulableAsync(cluster, other, isSchedulable: false);
        }

        V1ObjectMeta metadata = new() { Name = Name, Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [NameLabel] = Name } };
        await cluster.CoreV1.CreateNodeAsync(new V1Node { Metadata = metadata, Status = WellStatus() });

        // The control plane would take five seconds to see that a new node is well.
        await cluster.CoreV1.PatchNodeAsync(new V1Patch("""{"spec":{"taints":null}}""", V1Patch.PatchType.MergePatch), Name);
        StandInNode node = new(cluster, others);
        await node.BeSeenByTheSchedulerAsync();
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _cluster.CoreV1.DeleteNodeAsync(Name);
        foreach (string other in _others)
        {
            await MarkSchedulableAsync(_cluster, other, isSchedulable: true);
        }

        _cluster.Dispose();
        _end.Dispose();
    }

    /// <summary>The scheduler hears of nodes on its own time, and would until then give pods to the others: once it has given one to this node, it has heard all that was said of the others before.</summary>
    private async Task BeSeenByTheSchedulerAsync()
    {
        V1Pod pod = new()
        {
            Metadata = new V1ObjectMeta { GenerateName = "seen-by-the-scheduler-" },
            Spec = new V1PodSpec
            {
                NodeSelector = new Dictionary<string, string>(StringComparer.Ordinal) { [NameLabel] = Name },
                AutomountServiceAccountToken = false,
                Containers = [new V1Container { Name = "main", Image = "none" }],
            },
        };
        pod = await _cluster.CoreV1.CreateNamespacedPodAsync(pod, "default");
        try
        {
            using CancellationTokenSource bound = new(Patience, TimeProvider.System);
            await foreach ((_, V1Pod seen) in _cluster.CoreV1.WatchListNamespacedPodAsync("default", fieldSelector: $"metadata.name={pod.Metadata.Name}", cancellationToken: bound.Token))
            {
                if (seen.Spec.NodeName == Name)
                {
                    return;
                }
            }

            throw new InvalidOperationException("The cluster stopped telling of a pod.");
        }
        finally
        {
            await _cluster.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, "default", gracePeriodSeconds: 0);
        }
    }

    /// <summary>Says over and over that it is well: the control plane gives up one that is silent for 40 seconds.</summary>
    private async Task KeepAliveAsync()
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(5));
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            await _cluster.CoreV1.PatchNodeStatusAsync(Merge(new V1Node { Status = WellStatus() }), Name, cancellationToken: _end.Token);
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            await foreach ((WatchEventType type, V1Pod pod) in _cluster.CoreV1.WatchListPodForAllNamespacesAsync(fieldSelector: $"spec.nodeName={Name}", cancellationToken: _end.Token))
            {
                if (type is WatchEventType.Added or WatchEventType.Modified)
                {
                    await ServeAsync(pod);
                }
            }
        }
    }

    private async Task ServeAsync(V1Pod pod)
    {
        try
        {
            if (pod.Metadata.DeletionTimestamp is not null)
            {
                await _cluster.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, pod.Metadata.NamespaceProperty, gracePeriodSeconds: 0, cancellationToken: _end.Token);
            }
            else if (pod.Status.Phase != "Running")
            {
                await _cluster.CoreV1.PatchNamespacedPodStatusAsync(Merge(new V1Pod { Status = RunningStatus(pod) }), pod.Metadata.Name, pod.Metadata.NamespaceProperty, cancellationToken: _end.Token);
            }
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // It went away meanwhile.
        }
    }

    private static V1NodeStatus WellStatus() => new()
    {
        Capacity = Room,
        Allocatable = Room,
        Conditions = [new V1NodeCondition { Type = "Ready", Status = "True", Reason = "KubeletReady", LastHeartbeatTime = TimeProvider.System.GetUtcNow().UtcDateTime }],
    };

    private static V1PodStatus RunningStatus(V1Pod pod)
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new V1PodStatus
        {
            Phase = "Running",
            StartTime = now,
            Conditions = [.. ((string[])["PodScheduled", "Initialized", "ContainersReady", "Ready"]).Select(type => new V1PodCondition { Type = type, Status = "True", LastTransitionTime = now })],
            ContainerStatuses = [.. pod.Spec.Containers.Select(container => new V1ContainerStatus
            {
                Name = container.Name, Image = container.Image, ImageID = container.Image, Ready = true, Started = true, RestartCount = 0,
                State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = now } },
            })],
        };
    }

    private static Task MarkSchedulableAsync(k8s.Kubernetes cluster, string node, bool isSchedulable) =>
        cluster.CoreV1.PatchNodeAsync(Merge(new V1Node { Spec = new V1NodeSpec { Unschedulable = !isSchedulable } }), node);

    private static V1Patch Merge(object change) => new(change, V1Patch.PatchType.StrategicMergePatch);
}

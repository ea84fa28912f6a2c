using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Lumina.Environments.Kubernetes;

/// <summary>Reads the log lines of all pods of a component.</summary>
internal static class ComponentLogs
{
    /// <param name="cluster">The cluster.</param>
    /// <param name="namespace">The namespace.</param>
    /// <param name="externalName">The component's external name.</param>
    /// <param name="tail">How many of each pod's last lines to begin with.</param>
    /// <param name="follow">Whether to go on with new ones, of the pods that are there now.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<string> ReadAsync(KubernetesCluster cluster, string @namespace, string externalName, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<(string Pod, string Container)> containers = [];
        await foreach (JsonObject pod in cluster.ListAsync(KubernetesType.Pod, @namespace, $"{KubernetesComponent.ComponentLabel}={externalName}", cancellationToken).ConfigureAwait(false))
        {
            containers.AddRange(pod.All("spec", "containers").Select(container => (pod.Name(), container.Text("name") ?? "")));
        }

        if (containers.Count == 0)
        {
            yield break;
        }

        // Side by side: one that is followed would hold up the rest.
        Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(1024) { SingleReader = true });
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = Task.WhenAll(containers.Select(each => PumpAsync(each)));
        _ = reading.ContinueWith(task => lines.Writer.Complete(task.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (string line in lines.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task PumpAsync((string Pod, string Container) source)
        {
            try
            {
                await foreach (string line in cluster.ReadLogAsync(@namespace, source.Pod, source.Container, tail, follow, previous: false, over.Token).ConfigureAwait(false))
                {
                    await lines.Writer.WriteAsync(containers.Count == 1 ? line : $"{source.Pod}: {line}", over.Token).ConfigureAwait(false);
                }
            }
            catch (ClusterException exception) when (containers.Count > 1 && exception.Failure is ClusterFailure.Invalid or ClusterFailure.NotFound)
            {
                // One that is not started yet, or is gone by now, keeps nobody from the others' lines.
                await lines.Writer.WriteAsync($"{source.Pod}: (no log: {exception.Problem.TrimEnd('.')})", over.Token).ConfigureAwait(false);
            }
        }
    }
}

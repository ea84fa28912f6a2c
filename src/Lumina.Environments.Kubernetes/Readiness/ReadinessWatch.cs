using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Kubernetes;

/// <summary>Waits until workloads are ready, and gives up as soon as it is certain that one won't be.</summary>
/// <param name="views">What is seen of namespaces.</param>
/// <param name="nodePatience">How long a pod may find no node: another environment may end, a cluster may grow.</param>
internal sealed partial class ReadinessWatch(NamespaceViews views, TimeSpan nodePatience)
{
    private const int LogLines = 20;

    /// <summary>How long what was applied may not be seen until it is asked for.</summary>
    private static readonly TimeSpan UnseenPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(3);

    /// <summary>Waits.</summary>
    /// <exception cref="ProviderException">One fails, with the reason that the cluster gives and the last lines of its log.</exception>
    public async Task WaitAsync(KubernetesCluster cluster, string @namespace, IReadOnlyList<Workload> workloads, ILogger logger, CancellationToken cancellationToken)
    {
        if (workloads.Count == 0)
        {
            return;
        }

        using NamespaceViews.Use use = views.Open(cluster, @namespace);
        foreach (Workload workload in workloads)
        {
            use.View.Follow(workload.Type);
        }

        // Side by side: the first that fails is the cause, and maybe what another one waits for.
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] waiting = [.. workloads.Select(workload => WaitAsync(cluster, @namespace, use.View, workload, logger, over.Token))];
        try
        {
            await foreach (Task done in Task.WhenEach(waiting).ConfigureAwait(false))
            {
                await done.ConfigureAwait(false);
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WaitAsync(KubernetesCluster cluster, string @namespace, NamespaceView view, Workload workload, ILogger logger, CancellationToken cancellationToken)
    {
        WorkloadVerdict last = WorkloadVerdict.Unseen(workload);
        long? failingSince = null;
        try
        {
            while (true)
            {
                (NamespaceState state, Task changed) = view.Look();
                last = WorkloadJudge.Judge(state, workload);
                if (last.IsReady)
                {
                    return;
                }

                TimeSpan? failsAfter = last.FindsNoNode ? nodePatience : last.IsUnseen ? UnseenPatience : last.FailsAfter;
                failingSince = failsAfter is null ? null : failingSince ?? cluster.Time.GetTimestamp();
                TimeSpan left = failingSince is { } since ? failsAfter!.Value - cluster.Time.GetElapsedTime(since) : Timeout.InfiniteTimeSpan;
                if (last.IsUnseen && failingSince is not null && left <= TimeSpan.Zero)
                {
                    if (!await IsThereAsync(cluster, @namespace, workload, cancellationToken).ConfigureAwait(false))
                    {
                        return;
                    }

                    failingSince = null;
                    continue;
                }

                if (failingSince is not null && left <= TimeSpan.Zero)
                {
                    throw new ProviderException(Sentence(last.Detail)) { LastLogLines = await ReadLogAsync(cluster, @namespace, last, cancellationToken).ConfigureAwait(false) };
                }

                try
                {
                    await changed.WaitAsync(left, cluster.Time, cancellationToken).ConfigureAwait(false);
                }
                catch (TimeoutException)
                {
                    // Long enough: it is looked at once more.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever sets the limit does not know what it was that took so long.
            NotReady(logger, last.Detail);
            throw;
        }
    }

    /// <summary>A watch may be behind; the answer to a question is not.</summary>
    /// <returns>False for what has done its work and went by itself.</returns>
    private static async Task<bool> IsThereAsync(KubernetesCluster cluster, string @namespace, Workload workload, CancellationToken cancellationToken)
    {
        if (await cluster.FindAsync(workload.Type, @namespace, workload.Name, cancellationToken).ConfigureAwait(false) is { } found && found.Uid() == workload.Uid)
        {
            return true;
        }

        return workload.GoesByItself
            ? false
            : throw new ProviderException($"{workload} is not there any more: somebody else removed it from the namespace '{@namespace}', or the namespace, while it was waited for.");
    }

    /// <summary>The last lines, where there is a kubelet that gives them in time.</summary>
    private static async Task<IReadOnlyList<string>> ReadLogAsync(KubernetesCluster cluster, string @namespace, WorkloadVerdict verdict, CancellationToken cancellationToken)
    {
        if (verdict.Log is not { } log)
        {
            return [];
        }

        using CancellationTokenSource patience = new(LogPatience, cluster.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            List<string> lines = [];
            await foreach (string line in cluster.ReadLogAsync(@namespace, log.Pod, log.Container, LogLines, follow: false, previous: log.HasEnded, either.Token).ConfigureAwait(false))
            {
                lines.Add(line);
            }

            return lines;
        }
        catch (Exception exception) when (exception is ClusterException or IOException or HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }

    private static string Sentence(string detail) => char.ToUpperInvariant(detail[0]) + detail[1..];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready when the waiting ended: {Detail}")]
    private static partial void NotReady(ILogger logger, string detail);
}

using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Applies jobs. A cluster lets nobody change a job's pods, so that one that is over stays as it is, or makes room.</summary>
internal static class ComponentJobs
{
    /// <summary>A service's job that is done stays, whatever has changed since, as an address of another component would do: its work is done. One of manifests is done anew where it is written in another way by now.</summary>
    /// <returns>The job as it is.</returns>
    public static async Task<JsonObject> ApplyAsync(KubernetesCluster cluster, KubernetesComponent component, KubernetesObject job, CancellationToken cancellationToken)
    {
        if (await FindDoneAsync(cluster, component, job, cancellationToken).ConfigureAwait(false) is { } done)
        {
            return done;
        }

        try
        {
            return await cluster.ApplyAsync(job, component.Namespace, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.Immutable)
        {
            if (await cluster.FindAsync(job.Type, component.Namespace, job.Name, cancellationToken).ConfigureAwait(false) is not { } found || !JobJudge.IsOver(found))
            {
                throw;
            }

            await cluster.DeleteAsync(job.Type, component.Namespace, job.Name, found.Uid(), cancellationToken).ConfigureAwait(false);
            return await cluster.ApplyAsync(job, component.Namespace, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A service's job whose work is done; null for all else.</summary>
    public static async Task<JsonObject?> FindDoneAsync(KubernetesCluster cluster, KubernetesComponent component, KubernetesObject wanted, CancellationToken cancellationToken) =>
        component.Name.Kind == ComponentKinds.Service && wanted.Type == KubernetesType.Job
        && await cluster.FindAsync(wanted.Type, component.Namespace, wanted.Name, cancellationToken).ConfigureAwait(false) is { } found && JobJudge.IsDone(found) ? found : null;
}

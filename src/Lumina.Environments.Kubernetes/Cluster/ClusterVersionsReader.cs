using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Finds out which versions of groups a cluster has, by one request.</summary>
internal static class ClusterVersionsReader
{
    private const string Beta = "v1beta1";

    public static async Task<ClusterVersions> ReadVersionsAsync(this KubernetesCluster cluster, CancellationToken cancellationToken)
    {
        ClusterVersions versions = Read(await cluster.SendAsync(new ClusterCall("get", KubernetesType.GroupList), cancellationToken).ConfigureAwait(false));

        // Where both are there, v1 may have jobs and no cron jobs yet (up to 1.20); v1beta1 goes with the cluster's next version, and what is noted of it leads nowhere then.
        return versions.CronJobs == Beta && await new ClusterTypes(cluster).FindAsync(KubernetesType.Job.ApiVersion, "CronJob", cancellationToken).ConfigureAwait(false) is not null
            ? versions with { CronJobs = KubernetesType.Job.Version }
            : versions;
    }

    /// <param name="groups">The list of groups.</param>
    public static ClusterVersions Read(JsonObject groups)
    {
        ILookup<string, string> versions = groups.All("groups")
            .SelectMany(group => group.All("versions").Select(version => (Name: group.Text("name") ?? "", Version: version.Text("version") ?? "")))
            .ToLookup(each => each.Name, each => each.Version, StringComparer.Ordinal);

        // v1beta1 of batch has nothing but cron jobs.
        string? cronJobs = versions["batch"].Contains(Beta, StringComparer.Ordinal) ? Beta : Best("batch", "v1");
        return new ClusterVersions(Best("autoscaling", "v2") ?? "v1", Best("policy", "v1") ?? Best("policy", Beta), cronJobs, Best("networking.k8s.io", "v1") is not null);

        string? Best(string group, string version) => versions[group].Contains(version, StringComparer.Ordinal) ? version : null;
    }
}

using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Finds out which versions of groups a cluster has, by one request.</summary>
internal static class ClusterVersionsReader
{
    public static async Task<ClusterVersions> ReadVersionsAsync(this KubernetesCluster cluster, CancellationToken cancellationToken) =>
        Read(await cluster.SendAsync(new ClusterCall("get", KubernetesType.GroupList), cancellationToken).ConfigureAwait(false));

    /// <param name="groups">The list of groups.</param>
    public static ClusterVersions Read(JsonObject groups)
    {
        ILookup<string, string> versions = groups.All("groups")
            .SelectMany(group => group.All("versions").Select(version => (Name: group.Text("name") ?? "", Version: version.Text("version") ?? "")))
            .ToLookup(each => each.Name, each => each.Version, StringComparer.Ordinal);

        // Where both are there, v1 may have jobs and no cron jobs yet (up to 1.20); v1beta1 of batch has nothing but cron jobs.
        string? cronJobs = versions["batch"].Contains("v1beta1", StringComparer.Ordinal) ? "v1beta1" : Best("batch", "v1");
        return new ClusterVersions(Best("autoscaling", "v2") ?? "v1", Best("policy", "v1") ?? Best("policy", "v1beta1"), cronJobs, Best("networking.k8s.io", "v1") is not null);

        string? Best(string group, string version) => versions[group].Contains(version, StringComparer.Ordinal) ? version : null;
    }
}

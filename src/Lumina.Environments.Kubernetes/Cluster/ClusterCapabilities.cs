using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>What a chart may ask of a cluster.</summary>
/// <param name="Version">The version of its server, such as <c>v1.33.1</c>.</param>
/// <param name="ApiVersions">The versions of its groups, such as <c>apps/v1</c>.</param>
internal sealed record ClusterCapabilities(string Version, IReadOnlyList<string> ApiVersions)
{
    /// <summary>Asks the cluster, each time: types may be added to it while this process lives.</summary>
    public static async Task<ClusterCapabilities> ReadAsync(KubernetesCluster cluster, CancellationToken cancellationToken)
    {
        JsonObject version = await cluster.SendAsync(new ClusterCall("get", KubernetesType.ServerVersion), cancellationToken).ConfigureAwait(false);
        JsonObject groups = await cluster.SendAsync(new ClusterCall("get", KubernetesType.GroupList), cancellationToken).ConfigureAwait(false);
        return new ClusterCapabilities(version.Text("gitVersion") ?? "", ["v1", .. groups.All("groups").SelectMany(group => group.All("versions")).Select(each => each.Text("groupVersion")).OfType<string>()]);
    }
}

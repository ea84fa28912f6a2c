using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Finds out which types a cluster has, of its own and of others, by one request for each version of a group.</summary>
internal sealed class ClusterTypes(KubernetesCluster cluster)
{
    private readonly ConcurrentDictionary<string, JsonObject> _lists = new(StringComparer.Ordinal);

    /// <summary>The type with what the cluster says of it; null where it has none such.</summary>
    /// <param name="apiVersion">Such as <c>apps/v1</c>.</param>
    /// <param name="kind">Such as <c>Deployment</c>.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<ClusterType?> FindAsync(string apiVersion, string kind, CancellationToken cancellationToken)
    {
        if (Parse(apiVersion) is not (string group, string version))
        {
            return null;
        }

        if (!_lists.TryGetValue(apiVersion, out JsonObject? list))
        {
            _lists[apiVersion] = list = await ListAsync(group, version, cancellationToken).ConfigureAwait(false);
        }

        // Those with a slash are parts of others, such as deployments/status.
        return list.All("resources").FirstOrDefault(each => each.Text("kind") == kind && each.Text("name") is { } name && KubernetesNames.IsLabel(name)) is { } found
            ? new ClusterType(new KubernetesType(group, version, kind, found.Text("name")!), found.Flag("namespaced"), found.All("verbs").Any(verb => (string?)verb == "patch"))
            : null;
    }

    private async Task<JsonObject> ListAsync(string group, string version, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.SendAsync(new ClusterCall("get", new KubernetesType(group, version, "APIResourceList", ClusterCall.TypeList)), cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.NotFound)
        {
            return [];
        }
    }

    private static (string Group, string Version)? Parse(string apiVersion) => apiVersion.Split('/') switch
    {
        [{ } version] when KubernetesNames.IsLabel(version) => ("", version),
        [{ } group, { } version] when KubernetesNames.IsSubdomain(group) && KubernetesNames.IsLabel(version) => (group, version),
        _ => null,
    };
}

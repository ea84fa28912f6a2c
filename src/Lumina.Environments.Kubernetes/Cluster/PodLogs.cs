using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lumina.Environments.Kubernetes;

/// <summary>Reads what containers have written.</summary>
internal static class PodLogs
{
    /// <summary>The lines of one container.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="namespace">The pod's namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container; null for the only one.</param>
    /// <param name="tail">How many of the last lines to begin with.</param>
    /// <param name="follow">Whether to go on with new ones.</param>
    /// <param name="previous">Whether those of the run that has ended last are meant.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ClusterException">There are none to be had.</exception>
    public static async IAsyncEnumerable<string> ReadLogAsync(
        this KubernetesCluster cluster, string @namespace, string pod, string? container, int tail, bool follow, bool previous, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<string, string> query = new(StringComparer.Ordinal) { ["tailLines"] = tail.ToString(CultureInfo.InvariantCulture) };
        if (container is not null)
        {
            query["container"] = container;
        }

        if (follow)
        {
            query["follow"] = "true";
        }

        if (previous)
        {
            query["previous"] = "true";
        }

        ClusterCall call = new("get", KubernetesType.Pod) { Namespace = @namespace, Name = pod, Subresource = "log", Query = query };
        using HttpResponseMessage response = await cluster.OpenAsync(call, cancellationToken).ConfigureAwait(false);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }
}

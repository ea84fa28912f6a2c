using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Follows the objects of one type: lists them and watches from there, and does so again whenever the watch has ended, for whatever reason.</summary>
internal static class ClusterFollower
{
    /// <summary>The server ends the watch after this: an open watch alone is no proof that it lives.</summary>
    private const int WatchSeconds = 60;

    /// <summary>What stands for the end of a watch that broke.</summary>
    private const string Broken = "BROKEN";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(WatchSeconds + 15);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Follows until cancelled.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="type">The type of objects.</param>
    /// <param name="namespace">Their namespace; null for those of the cluster.</param>
    /// <param name="selector">Query members such as <c>labelSelector</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>All of them by name, after every change; the first as soon as they are listed.</returns>
    /// <exception cref="ClusterException">They can't be listed or watched, and that won't change.</exception>
    public static async IAsyncEnumerable<ImmutableDictionary<string, JsonObject>> FollowAsync(
        this KubernetesCluster cluster, KubernetesType type, string? @namespace, IReadOnlyDictionary<string, string>? selector, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        selector ??= new Dictionary<string, string>(StringComparer.Ordinal);
        TimeSpan pause = FirstPause;
        while (true)
        {
            JsonObject list = await cluster.SendAsync(new ClusterCall("list", type) { Namespace = @namespace, Query = selector }, cancellationToken).ConfigureAwait(false);
            ImmutableDictionary<string, JsonObject> objects = list.Items().ToImmutableDictionary(item => item.Name(), StringComparer.Ordinal);
            string? version = list.Version();
            yield return objects;

            // From version to version, until the server does not know it any more.
            while (version is not null)
            {
                string? begun = version;
                version = null;
                await foreach ((string? seen, ImmutableDictionary<string, JsonObject> changed) in WatchAsync(cluster, type, @namespace, selector, begun, objects, cancellationToken).ConfigureAwait(false))
                {
                    version = seen;
                    if (changed != objects)
                    {
                        objects = changed;
                        pause = FirstPause;
                        yield return objects;
                    }
                }

                // Even a clean end: a server that ends every watch at once would be asked without a pause.
                await Task.Delay(pause, cluster.Time, cancellationToken).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>One watch, to its end. The version is null where listing has to begin anew.</summary>
    private static async IAsyncEnumerable<(string? Version, ImmutableDictionary<string, JsonObject> Objects)> WatchAsync(
        KubernetesCluster cluster,
        KubernetesType type,
        string? @namespace,
        IReadOnlyDictionary<string, string> selector,
        string version,
        ImmutableDictionary<string, JsonObject> objects,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<string, string> query = new(selector, StringComparer.Ordinal)
        {
            ["watch"] = "true",
            ["allowWatchBookmarks"] = "true",
            ["resourceVersion"] = version,
            ["timeoutSeconds"] = WatchSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        using CancellationTokenSource silence = new();
        ITimer timer = cluster.Time.CreateTimer(_ => silence.Cancel(), null, Silence, Timeout.InfiniteTimeSpan);

        // Waits for what it has begun: who cancels a source that is disposed of ends the process.
        await using ConfiguredAsyncDisposable ending = timer.ConfigureAwait(false);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        IAsyncEnumerator<JsonObject> lines = ReadAsync(cluster, new ClusterCall("watch", type) { Namespace = @namespace, Query = query }, either.Token).GetAsyncEnumerator(CancellationToken.None);
        await using ConfiguredAsyncDisposable disposing = lines.ConfigureAwait(false);
        string? seen = version;
        bool hasBegun = false;
        while (await NextAsync(lines, cancellationToken).ConfigureAwait(false) is { } line)
        {
            timer.Change(Silence, Timeout.InfiniteTimeSpan);
            if (line.Text("type") == "ERROR")
            {
                seen = null;
                break;
            }

            if (line.Text("type") == Broken)
            {
                // One that did not even begin is no sign that there is a cluster: a list is waited for within its bound, and then says that there is none.
                seen = hasBegun ? seen : null;
                break;
            }

            hasBegun = true;

            if (line.At("object") is JsonObject changed)
            {
                seen = changed.Version();
                objects = line.Text("type") switch
                {
                    "ADDED" or "MODIFIED" => objects.SetItem(changed.Name(), changed),
                    "DELETED" => objects.Remove(changed.Name()),
                    _ => objects,
                };
                yield return (seen, objects);
            }
        }

        yield return (seen, objects);
    }

    /// <summary>The next line; null at a clean end, and <see cref="Broken"/> at any other, unless it tells that there won't be another.</summary>
    private static async Task<JsonObject?> NextAsync(IAsyncEnumerator<JsonObject> lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.MoveNextAsync().ConfigureAwait(false) ? lines.Current : null;
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.Expired)
        {
            return new JsonObject { ["type"] = "ERROR" };
        }
        catch (Exception exception) when ((exception is ClusterException { IsTransient: true } or JsonException || ClusterErrors.IsOfTheWay(exception)) && !cancellationToken.IsCancellationRequested)
        {
            return new JsonObject { ["type"] = Broken };
        }
    }

    private static async IAsyncEnumerable<JsonObject> ReadAsync(KubernetesCluster cluster, ClusterCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await cluster.OpenAsync(call, cancellationToken).ConfigureAwait(false);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (JsonNode.Parse(line) is JsonObject change)
            {
                yield return change;
            }
        }
    }
}

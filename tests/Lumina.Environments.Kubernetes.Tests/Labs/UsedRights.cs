using System.Collections.Concurrent;
using System.Diagnostics;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Notes which rights requests of this process take, as <c>group resource verb</c>. Whether a collection is listed or watched is not seen, nor whether an apply makes or changes: both are noted.</summary>
internal sealed class UsedRights : IDisposable
{
    private readonly ConcurrentDictionary<(string Method, string Path), bool> _requests = new();
    private readonly ActivityListener _listener;

    public UsedRights()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => _requests[((string?)activity.GetTagItem("http.request.method") ?? "", Uri.TryCreate((string?)activity.GetTagItem("url.full"), UriKind.Absolute, out Uri? address) ? address.AbsolutePath : "")] = true,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Those for one namespace, and for namespaces.</summary>
    public ISet<string> Of(string @namespace) => _requests.Keys.SelectMany(request => Rights(request.Method, request.Path, @namespace)).ToHashSet(StringComparer.Ordinal);

    public void Dispose() => _listener.Dispose();

    private static IEnumerable<string> Rights(string method, string path, string @namespace)
    {
        // /api/v1/… or /apis/GROUP/VERSION/…, then namespaces/NAME/ for what is in one, then RESOURCE[/NAME[/PART]].
        string[] parts = path.Trim('/').Split('/');
        (string group, string[] rest) = parts[0] == "apis" && parts.Length > 3 ? (parts[1], parts[3..]) : parts[0] == "api" && parts.Length > 2 ? ("", parts[2..]) : ("", []);
        if (rest is ["namespaces", { } name, _, ..])
        {
            rest = name == @namespace ? rest[2..] : [];
        }
        else if (rest is not ["namespaces", ..])
        {
            yield break;
        }

        if (rest.Length == 0)
        {
            yield break;
        }

        string resource = rest.Length > 2 ? $"{rest[0]}/{rest[2]}" : rest[0];
        string[] verbs = (method, rest.Length > 1) switch
        {
            ("GET", true) => ["get"],
            ("GET", false) => ["list", "watch"],
            ("POST", _) => ["create"],
            ("PATCH", _) => ["create", "patch"],
            ("DELETE", true) => ["delete"],
            ("DELETE", false) => ["deletecollection"],
            _ => [],
        };
        foreach (string verb in verbs)
        {
            yield return $"{group} {resource} {verb}";
        }
    }
}

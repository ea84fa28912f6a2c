using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Puts what an API server says into words that tell what to do next.</summary>
internal static class ClusterErrors
{
    private const string HowToReach = $"See whether it runs and whether {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.KubeConfig)} and {nameof(KubernetesOptions.Context)} (or KUBECONFIG) name the right one.";

    /// <summary>Whether an exception comes from the way to the server, and not from it.</summary>
    public static bool IsOfTheWay(Exception exception) => exception is HttpRequestException or IOException or ObjectDisposedException or System.Net.Sockets.SocketException or TimeoutException or OperationCanceledException;

    public static ClusterException Unreachable(ClusterCall call, string address, Exception exception) => new(
        ClusterFailure.Unreachable, $"Can't {call}: the cluster at {address} does not answer: {exception.GetBaseException().Message.TrimEnd('.')}.", HowToReach, exception);

    /// <summary>What the kubeconfig names for telling who asks, such as a program, has failed.</summary>
    public static ClusterException Unasked(ClusterCall call, string address, Exception exception) => new(
        ClusterFailure.Unauthorized, $"Can't {call}: the kubeconfig could not tell the cluster at {address} who asks: {exception.GetBaseException().Message.TrimEnd('.')}.", Advice(ClusterFailure.Unauthorized, call), exception);

    public static ClusterException Silent(ClusterCall call, string address, TimeSpan patience) =>
        Unreachable(call, address, new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"it was silent for {patience.TotalSeconds:0} s")));

    /// <param name="call">What was tried.</param>
    /// <param name="address">The server's address.</param>
    /// <param name="status">The status of its answer.</param>
    /// <param name="headers">The headers of its answer.</param>
    /// <param name="body">Its answer, as far as it was read.</param>
    public static ClusterException Explain(ClusterCall call, string address, HttpStatusCode status, HttpResponseHeaders? headers, string body)
    {
        JsonNode? answer = Parse(body);
        string words = answer.Text("message") is { Length: > 0 } message ? message : body.Length > 0 ? body.Trim() : status.ToString();
        JsonArray causes = answer.At("details", "causes") as JsonArray ?? [];

        // Whatever stands before the server may not find it for a moment, which says nothing of what is there.
        bool isForeign = call.Type == KubernetesType.Namespace && status == HttpStatusCode.NotFound && answer.Text("kind") != "Status";
        ClusterFailure failure = isForeign ? ClusterFailure.Busy : Classify(status, answer.Text("reason"), words, causes);

        // What the server finds wrong with a secret may quote it.
        bool quotes = call.Type == KubernetesType.Secret && failure is ClusterFailure.Invalid or ClusterFailure.Other;
        string said = quotes ? causes.Count > 0 ? $"refused: {Fields(causes)}" : $"refused: {WithoutValue(words)}" : isForeign ? $"it was not found by what answers there, which is no API server: a proxy stands before it, or another server has its address ({words.TrimEnd('.')})." : words;
        return new ClusterException(failure, $"Can't {call}: {Sentence(failure, call, address, said, causes)}", Advice(failure, call))
        {
            Managers = [.. causes.Where(IsFieldConflict).Select(cause => Quoted(cause.Text("message") ?? ""))],
            Fields = [.. causes.Select(cause => cause.Text("field")).OfType<string>()],
            RetryAfter = headers?.RetryAfter?.Delta,
        };
    }

    private static ClusterFailure Classify(HttpStatusCode status, string? reason, string words, JsonArray causes) => status switch
    {
        HttpStatusCode.Unauthorized => ClusterFailure.Unauthorized,
        HttpStatusCode.Forbidden when causes.Any(cause => cause.Text("reason") == "NamespaceTerminating") || Has(words, "because it is being terminated") => ClusterFailure.NamespaceTerminating,
        HttpStatusCode.Forbidden when Has(words, "exceeded quota") || Has(words, "failed quota") => ClusterFailure.QuotaExceeded,

        // Until the controller has counted for the first time.
        HttpStatusCode.Forbidden when Has(words, "status unknown for quota") => ClusterFailure.Busy,
        HttpStatusCode.Forbidden when Has(words, " cannot ") && Has(words, " resource ") => ClusterFailure.Forbidden,
        HttpStatusCode.Forbidden => ClusterFailure.AdmissionDenied,
        HttpStatusCode.BadRequest when Has(words, "admission webhook") => ClusterFailure.AdmissionDenied,
        HttpStatusCode.NotFound => ClusterFailure.NotFound,
        HttpStatusCode.Conflict when reason == "AlreadyExists" => ClusterFailure.AlreadyExists,
        HttpStatusCode.Conflict => ClusterFailure.Conflict,
        HttpStatusCode.Gone => ClusterFailure.Expired,
        HttpStatusCode.UnprocessableEntity when causes.Count > 0 && causes.All(IsImmutable) => ClusterFailure.Immutable,
        HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest => ClusterFailure.Invalid,

        // 1.20 answers so to a field that it does not know.
        HttpStatusCode.InternalServerError when Has(words, "schema") => ClusterFailure.Invalid,

        // And so to a value of another type, whoever is asked how often.
        HttpStatusCode.InternalServerError when Has(words, "failed to create typed patch object") || Has(words, "failed to convert new object") || Has(words, "unmarshal") => ClusterFailure.Invalid,
        HttpStatusCode.InternalServerError when Has(words, "failed calling webhook") => ClusterFailure.Busy,
        HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => ClusterFailure.Busy,
        _ => ClusterFailure.Other,
    };

    private static string Sentence(ClusterFailure failure, ClusterCall call, string address, string words, JsonArray causes) => failure switch
    {
        ClusterFailure.Unauthorized => $"the cluster at {address} does not know who asks ({words}).",
        ClusterFailure.Forbidden => $"the cluster forbids it: {words.TrimEnd('.')}.",
        ClusterFailure.Conflict when causes.Any(IsFieldConflict) =>
            $"{string.Join(", ", Others(causes).Select(cause => $"'{Quoted(cause.Text("message") ?? "")}' owns the field {cause.Text("field")}"))}. Nothing was overwritten. Set the field to what is wanted of it (a drift report says what that is), or have it given up there.",
        ClusterFailure.Immutable => $"of one that exists {Fields(causes)} can't be changed.",
        ClusterFailure.Invalid when causes.Count > 0 => $"the cluster finds it invalid: {(call.Type == KubernetesType.Secret ? Fields(causes) : string.Join("; ", causes.Select(cause => $"{cause.Text("field")}: {cause.Text("message")}")))}",
        ClusterFailure.QuotaExceeded => $"the quota of the namespace is used up. Raise {nameof(KubernetesOptions.MemoryQuota)}, {nameof(KubernetesOptions.CpuQuota)} or {nameof(KubernetesOptions.PodQuota)} of {nameof(KubernetesOptions)}, or ask for less. It said: {words}",
        ClusterFailure.AdmissionDenied when words.TrimEnd().EndsWith(':') =>
            $"the cluster refuses it and gives no reason, which old servers do where the right 'create' on '{call.Type.Plural}' is missing: {words.Trim().TrimEnd(':')}. Grant it, for instance with a ClusterRole.",
        ClusterFailure.AdmissionDenied => $"the cluster's admission refuses it: {words}",
        ClusterFailure.NamespaceTerminating => $"the namespace is ending. It said: {words}",
        ClusterFailure.Busy when call.Subresource is not null => $"the cluster at {address} does not reach the pod's node: {words}",
        ClusterFailure.Busy => $"the cluster at {address} is busy or about to be there: {words}",
        _ => $"the cluster at {address} says: {words}",
    };

    private static string? Advice(ClusterFailure failure, ClusterCall call) => failure switch
    {
        ClusterFailure.Unauthorized => "Log in again, or renew the token or certificate of the kubeconfig.",
        ClusterFailure.Forbidden => $"Grant the right '{call.Verb}' on '{call.Type.Plural}{(call.Subresource is null ? "" : $"/{call.Subresource}")}'{(call.Type.Group.Length == 0 ? "" : $" of the group '{call.Type.Group}'")}, for instance with a ClusterRole: all that are needed are in this library's docs/kubernetes.md, under Rights.",
        ClusterFailure.Immutable => $"Put it back as it was, give it another name, or delete it (kubectl delete {call.Type.Plural} {call.Name} -n {call.Namespace}) and try again.",
        _ => null,
    };

    /// <summary>In the words of every version; those of a stateful set's have no field but the whole.</summary>
    private static bool IsImmutable(JsonNode? cause) => cause.Text("message") is { } words && (Has(words, "field is immutable") || Has(words, "is immutable after creation") || Has(words, "updates to statefulset spec for fields other than"));

    /// <summary>Conflicts with ourselves are none, beside those with others.</summary>
    private static IEnumerable<JsonNode?> Others(JsonArray causes)
    {
        JsonNode?[] fields = [.. causes.Where(IsFieldConflict)];
        JsonNode?[] others = [.. fields.Where(cause => Quoted(cause.Text("message") ?? "") != KubernetesCluster.FieldManager)];
        return others.Length > 0 ? others : fields;
    }

    private static bool IsFieldConflict(JsonNode? cause) => cause.Text("reason") == "FieldManagerConflict";

    private static string Fields(JsonArray causes) => string.Join(", ", causes.Select(cause => cause.Text("field") ?? "a field")) is { Length: > 0 } fields ? fields : "no field is named";

    /// <summary>The first of what is in quotes, or all.</summary>
    private static string Quoted(string text) => text.Split('"') is { Length: > 2 } parts ? parts[1] : text;

    /// <summary>An error of types quotes the value: "…: expected string, got …".</summary>
    private static string WithoutValue(string words) => words.IndexOf(", got ", StringComparison.Ordinal) is > 0 and int at ? words[..at] : "it is invalid, and why may quote a value";

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>One call to an API server: what is to be done with which objects.</summary>
/// <param name="Verb">As a role names it, such as <c>create</c> or <c>deletecollection</c>.</param>
/// <param name="Type">The type of the objects.</param>
internal sealed record ClusterCall(string Verb, KubernetesType Type)
{
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>JSON is YAML, too.</summary>
    public const string ApplyPatch = "application/apply-patch+yaml";

    /// <summary>Null for objects of the cluster, and for those of all namespaces.</summary>
    public string? Namespace { get; init; }

    /// <summary>Null for a whole collection.</summary>
    public string? Name { get; init; }

    /// <summary>Such as <c>log</c> or <c>status</c>.</summary>
    public string? Subresource { get; init; }

    /// <summary>Names and values; none is secret.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public JsonObject? Body { get; init; }

    /// <summary>Whether an answer is waited for although who asks has given up: what the server makes all the same must not come after whoever cleans up has looked.</summary>
    public bool IsUncancellable { get; init; }

    public string ContentType { get; init; } = "application/json";

    public HttpMethod Method => Verb switch
    {
        "create" => HttpMethod.Post,
        "patch" => HttpMethod.Patch,
        "delete" or "deletecollection" => HttpMethod.Delete,
        _ => HttpMethod.Get,
    };

    /// <summary>The list of groups is no object of any.</summary>
    public const string GroupList = "apis";

    /// <summary>What the cluster's server is, is no object either.</summary>
    public const string ServerVersion = "version";

    /// <summary>The types of a version of a group.</summary>
    public const string TypeList = "types";

    /// <summary>The path below the server's address, with the query.</summary>
    /// <exception cref="ArgumentException">A name is none.</exception>
    /// <exception cref="InvalidOperationException">A name is missing, or there is one too many.</exception>
    public string Path
    {
        get
        {
            if (Type.Plural is GroupList or ServerVersion)
            {
                return Type.Plural;
            }

            string root = Type.Group.Length == 0 ? $"api/{Type.Version}" : $"apis/{Type.Group}/{Type.Version}";
            if (Type.Plural == TypeList)
            {
                return root;
            }

            // What would end in a collection must be meant so: deleting one takes all of it.
            if (Name is null != Verb is "create" or "list" or "watch" or "deletecollection")
            {
                throw new InvalidOperationException($"To {Verb} {Type.Plural} takes {(Name is null ? "a" : "no")} name.");
            }

            string path = root;
            path += Namespace is null ? "" : $"/namespaces/{KubernetesNames.Require(Namespace)}";
            path += $"/{Type.Plural}";
            path += Name is null ? "" : $"/{KubernetesNames.Require(Name)}";
            path += Subresource is null ? "" : $"/{Subresource}";
            return Query.Count == 0 ? path : $"{path}?{string.Join('&', Query.Select(each => $"{Uri.EscapeDataString(each.Key)}={Uri.EscapeDataString(each.Value)}"))}";
        }
    }

    /// <summary>The object that is meant, in words.</summary>
    public string Target => $"{(Name is null ? Type.Plural : $"{Type.Kind} '{Name}'")}{(Subresource is null ? "" : $" ({Subresource})")}{(Namespace is null ? "" : $" in namespace '{Namespace}'")}";

    /// <summary>What is tried, in words.</summary>
    public override string ToString() => $"{(Verb == "deletecollection" ? "delete" : Verb)} {Target}";
}

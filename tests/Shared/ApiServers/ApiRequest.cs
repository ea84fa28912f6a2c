namespace Lumina.Environments.ApiServers;

/// <summary>What an API server of Kubernetes was asked.</summary>
internal sealed record ApiRequest(string Method, string Path, string? ContentType, string Body)
{
    /// <summary>Whether it makes an object, by what it sends: a namespace is created, all else applied.</summary>
    public bool MakesObject =>
        ContentType?.StartsWith("application/apply-patch", StringComparison.Ordinal) == true || (Method == "POST" && Path == "/api/v1/namespaces");
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>How a database's image is started.</summary>
/// <param name="Port">The port on which it listens.</param>
/// <param name="User">Whom the image runs its server as.</param>
internal sealed record DatabaseServer(int Port, UnixUser User)
{
    /// <summary>Its variables, all of which are kept in a Secret.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>The arguments in place of the image's; empty for those.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A file with secrets in it; null for none.</summary>
    public SecretFile? SecretFile { get; init; }

    /// <summary>A program in the container that ends with exit code 0 when it works; empty where it works as soon as it takes connections from outside its pod.</summary>
    public IReadOnlyList<string> ReadinessCommand { get; init; } = [];

    public JsonObject Readiness()
    {
        JsonObject probe = ReadinessCommand.Count > 0
            ? new() { ["exec"] = new JsonObject { ["command"] = new JsonArray([.. ReadinessCommand.Select(word => (JsonNode)KubernetesText.Literal(word))]) } }
            : new() { ["tcpSocket"] = new JsonObject { ["port"] = Port } };
        probe["periodSeconds"] = 2;
        probe["timeoutSeconds"] = 5;
        probe["failureThreshold"] = 3;
        return probe;
    }

    /// <summary>Another one for other variables or another file.</summary>
    public string Hash()
    {
        JsonArray all = [.. Secrets.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (JsonNode)new JsonArray(entry.Key, entry.Value)), SecretFile?.Content];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToJsonString())));
    }

    public override string ToString() => $"server at port {Port}";
}

using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>A manifest as it is written.</summary>
/// <param name="Place">The file and the line at which it begins.</param>
/// <param name="Content">What is there.</param>
internal sealed record ManifestText(string Place, JsonNode Content);

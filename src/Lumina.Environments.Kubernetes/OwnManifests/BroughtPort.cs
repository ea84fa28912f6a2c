using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>A TCP port of a Service that somebody else has written.</summary>
/// <param name="Output">The name of the output that says its address.</param>
/// <param name="Service">The Service.</param>
/// <param name="Port">The port of the Service.</param>
/// <param name="TargetPort">The port of the pods; null where it is not known from the manifests.</param>
/// <param name="Scheme">The scheme of its address.</param>
/// <param name="Labels">The labels by which the Service finds its pods, as a query has them.</param>
internal sealed record BroughtPort(string Output, string Service, int Port, int? TargetPort, string Scheme, string Labels)
{
    private static readonly string[] Schemes = ["http", "https", "ws", "wss"];

    /// <summary>The first port of a Service by the Service's name, and each that has a name by both.</summary>
    public static IEnumerable<BroughtPort> Of(KubernetesComponent component)
    {
        foreach (KubernetesObject service in component.Brought.Where(each => each.Type == KubernetesType.Service && each.Body.Text("spec", "type") != "ExternalName"))
        {
            JsonNode[] ports = [.. service.Body.All("spec", "ports").Where(port => port.Text("protocol") is null or "TCP" && port.Number("port") is not null)];
            Dictionary<string, string> selector = service.Body.Texts("spec", "selector");
            for (int i = 0; i < ports.Length; i++)
            {
                BroughtPort port = new(service.Name, service.Name, (int)ports[i].Number("port")!.Value, TargetOf(ports[i], selector, component), SchemeOf(ports[i]), string.Join(',', selector.Select(label => $"{label.Key}={label.Value}")));
                if (i == 0)
                {
                    yield return port;
                }

                if (ports[i].Text("name") is { } name)
                {
                    yield return port with { Output = $"{service.Name}.{name}" };
                }
            }
        }
    }

    /// <summary>What the port says of itself, by the conventions of clusters; without a word it is HTTP where it has no name either.</summary>
    private static string SchemeOf(JsonNode port)
    {
        string said = (port.Text("appProtocol") ?? port.Text("name")?.Split('-')[0] ?? Schemes[0]).ToLowerInvariant();
        return Schemes.Contains(said, StringComparer.Ordinal) ? said : said is "grpc" or "http2" or "kubernetes.io/h2c" or "web" ? Schemes[0] : said == "kubernetes.io/ws" ? "ws" : said == "kubernetes.io/wss" ? "wss" : "tcp";
    }

    private static int? TargetOf(JsonNode port, Dictionary<string, string> selector, KubernetesComponent component)
    {
        if (selector.Count == 0)
        {
            return null;
        }

        return port.Text("targetPort") is not { } name
            ? (int)(port.Number("targetPort") ?? port.Number("port")!.Value)
            : (int?)component.Brought.Select(each => ManifestMarks.Template(each.Body, each.Type)).OfType<JsonObject>()
                .Where(template => selector.All(label => template.Texts("metadata", "labels").GetValueOrDefault(label.Key) == label.Value))
                .SelectMany(template => template.All("spec", "containers")).SelectMany(container => container.All("ports"))
                .FirstOrDefault(each => each.Text("name") == name).Number("containerPort");
    }
}

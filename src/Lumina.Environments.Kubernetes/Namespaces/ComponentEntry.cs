using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>What the namespace of an environment says of one component: written before its objects are made, taken away after they are gone.</summary>
/// <param name="Component">The component.</param>
/// <param name="ExternalName">Its name on the platform.</param>
/// <param name="Objects">Its objects.</param>
internal sealed record ComponentEntry(ComponentName Component, string ExternalName, IReadOnlyList<ObjectReference> Objects)
{
    private const string Prefix = "lumina-components/";

    /// <summary>The annotation that holds it.</summary>
    public string Annotation => AnnotationOf(ExternalName);

    public static string AnnotationOf(string externalName) => Prefix + externalName;

    public static ComponentEntry Of(KubernetesComponent component) =>
        new(component.Name, component.ExternalName, [.. component.Objects.Select(each => new ObjectReference(each.Type, each.Name))]);

    /// <summary>Reads an annotation; null where it is none of these.</summary>
    public static ComponentEntry? Read(string annotation, string value)
    {
        if (!annotation.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            JsonNode? entry = JsonNode.Parse(value);
            return ComponentName.TryParse(entry.Text("component"), null, out ComponentName component)
                ? new ComponentEntry(component, annotation[Prefix.Length..], [.. entry.All("objects").Select(each => ObjectReference.Read((string?)each)).OfType<ObjectReference>()])
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public string Write() => new JsonObject
    {
        ["component"] = Component.ToString(),
        ["objects"] = new JsonArray([.. Objects.Select(each => (JsonNode?)JsonValue.Create(each.ToString()))]),
    }.ToJsonString();
}

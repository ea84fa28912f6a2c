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

    /// <summary>Those of its objects that are wanted without pods, as kind and name: that they have none says nothing.</summary>
    public IReadOnlyList<string> Idle { get; init; } = [];

    /// <summary>The annotation that holds it.</summary>
    public string Annotation => AnnotationOf(ExternalName);

    public static string AnnotationOf(string externalName) => Prefix + externalName;

    public static ComponentEntry Of(KubernetesComponent component) =>
        new(component.Name, component.ExternalName, [.. component.Objects.Select(each => new ObjectReference(each.Type, each.Name))])
        {
            Idle = [.. component.Objects.Where(each => (Workload.IsOne(each.Type) && each.Body.Number("spec", "replicas") == 0) || (each.Type.Kind == "CronJob" && each.Body.Flag("spec", "suspend"))).Select(each => $"{each.Type.Kind}/{each.Name}")],
        };

    /// <summary>Whether an object of its is wanted without pods.</summary>
    public bool IsIdle(ObjectReference each) => Idle.Contains($"{each.Type.Kind}/{each.Name}", StringComparer.Ordinal);

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
                {
                    Idle = [.. entry.All("idle").Select(each => (string?)each).OfType<string>()],
                }
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public string Write()
    {
        JsonObject entry = new()
        {
            ["component"] = Component.ToString(),
            ["objects"] = new JsonArray([.. Objects.Select(each => (JsonNode?)JsonValue.Create(each.ToString()))]),
        };
        if (Idle.Count > 0)
        {
            entry["idle"] = new JsonArray([.. Idle.Select(each => (JsonNode?)JsonValue.Create(each))]);
        }

        return entry.ToJsonString();
    }
}

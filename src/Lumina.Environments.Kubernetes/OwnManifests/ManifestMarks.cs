using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Puts an environment's marks on an object that somebody else has written, and the labels by which its pods are found. Everything else stays as it is.</summary>
internal static class ManifestMarks
{
    private const string ManagedBy = EnvironmentNamespace.ManagedByLabel;

    public static KubernetesObject On(KubernetesObject brought, KubernetesComponent component)
    {
        JsonObject body = (JsonObject)brought.Body.DeepClone();
        JsonObject marks = component.Metadata(brought.Name);
        JsonObject metadata = Member(body, "metadata");
        metadata["namespace"] = component.Namespace;
        Merge(Member(metadata, "labels"), (JsonObject)marks["labels"]!);
        Merge(Member(metadata, "annotations"), (JsonObject)marks["annotations"]!);

        // A selector may go by the label that says by what something is managed, so that pods keep their own.
        JsonObject labels = (JsonObject)marks["labels"]!.DeepClone();
        labels.Remove(ManagedBy);
        if (Template(body, brought.Type) is { } template)
        {
            Merge(Member(Member(template, "metadata"), "labels"), labels);
            foreach (JsonNode container in template.All("spec", "containers").Concat(template.All("spec", "initContainers")))
            {
                AddProtocols(container.All("ports"));
            }
        }

        foreach (JsonObject claim in body.All("spec", "volumeClaimTemplates").OfType<JsonObject>())
        {
            Merge(Member(Member(claim, "metadata"), "labels"), labels);
        }

        if (brought.Type.Kind == "CronJob" && brought.Type.Group == KubernetesType.Job.Group)
        {
            // Said by nobody, it is what a start takes back, with all else that has changed.
            JsonObject spec = Member(body, "spec");
            spec["suspend"] ??= false;
        }

        if (brought.Type == KubernetesType.Service)
        {
            AddProtocols(body.All("spec", "ports"));
        }

        return brought with { Body = body };
    }

    /// <summary>Where an object says what its pods are like; null where it has none.</summary>
    public static JsonObject? Template(JsonObject body, KubernetesType type) => (type.Group, type.Kind) switch
    {
        ("apps", "Deployment" or "StatefulSet") or ("batch", "Job") => body.At("spec", "template") as JsonObject,
        ("batch", "CronJob") => body.At("spec", "jobTemplate", "spec", "template") as JsonObject,
        _ => null,
    };

    /// <summary>The protocol is a part of a port's key: up to 1.20 an apply without it fails.</summary>
    private static void AddProtocols(IEnumerable<JsonNode> ports)
    {
        foreach (JsonObject port in ports.OfType<JsonObject>().Where(port => port["protocol"] is null))
        {
            port["protocol"] = "TCP";
        }
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach ((string name, JsonNode? value) in from)
        {
            into[name] = value?.DeepClone();
        }
    }

    private static JsonObject Member(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject there)
        {
            return there;
        }

        JsonObject added = [];
        parent[name] = added;
        return added;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>What is mounted into a component's container, gathered while its pod is written.</summary>
internal sealed class Volumes
{
    /// <summary>The volumes of the pod.</summary>
    public JsonArray OfPod { get; } = [];

    /// <summary>Where they are seen in the container.</summary>
    public JsonArray Mounts { get; } = [];

    /// <summary>The claims that each replica gets of its own.</summary>
    public JsonArray Claims { get; } = [];

    /// <summary>Memory, which is empty at every start.</summary>
    public void AddMemory(string name, string target, bool readOnly = false)
    {
        OfPod.Add((JsonNode)new JsonObject { ["name"] = name, ["emptyDir"] = new JsonObject { ["medium"] = "Memory" } });
        Mount(name, target, readOnly);
    }

    /// <summary>A claim for a volume. Its template can't be changed later, so that it bears labels only: marks in annotations may change.</summary>
    public void AddClaim(string name, int gibibytes, KubernetesComponent component)
    {
        JsonObject spec = new()
        {
            ["accessModes"] = new JsonArray("ReadWriteOnce"),
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = string.Create(CultureInfo.InvariantCulture, $"{gibibytes}Gi") } },
        };
        if (component.Options.StorageClass is { } storageClass)
        {
            spec["storageClassName"] = storageClass;
        }

        Claims.Add((JsonNode)new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "PersistentVolumeClaim",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = component.Metadata(name: null)["labels"]!.DeepClone() },
            ["spec"] = spec,
        });
    }

    /// <summary>A ConfigMap or a Secret as files.</summary>
    /// <param name="name">The volume's name.</param>
    /// <param name="source">The pod's volume without its name.</param>
    public void AddSource(string name, JsonObject source)
    {
        source["name"] = name;
        OfPod.Add((JsonNode)source);
    }

    /// <summary>Shows a volume in the container.</summary>
    /// <param name="name">The volume's name.</param>
    /// <param name="target">The path at which it is seen.</param>
    /// <param name="readOnly">Whether it can only be read.</param>
    /// <param name="file">The one file of it that is seen there; null for all.</param>
    public void Mount(string name, string target, bool readOnly = false, string? file = null)
    {
        JsonObject mount = new() { ["name"] = name, ["mountPath"] = target };
        if (readOnly)
        {
            mount["readOnly"] = true;
        }

        if (file is not null)
        {
            mount["subPath"] = file;
        }

        Mounts.Add((JsonNode)mount);
    }
}

using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>The pods of a component.</summary>
internal sealed class PodTemplate
{
    /// <summary>Says by which settings and files a pod was started: where they change, so does the template, and the pods are replaced.</summary>
    public const string HashAnnotation = "lumina-settings-hash";

    public const string ContainerName = "main";

    /// <summary>The container, without its name and mounts.</summary>
    public required JsonObject Container { get; init; }

    public required JsonObject SecurityContext { get; init; }

    public required Volumes Volumes { get; init; }

    public required string Hash { get; init; }

    /// <summary>Whether the pod's own first process clears away those that have ended, and the container's is not the first.</summary>
    public bool SharesProcesses { get; init; }

    /// <summary>Whether its replicas are to be on different nodes, as far as there are.</summary>
    public bool Spreads { get; init; }

    /// <summary>Whether its work is done when its container has ended: it is not started anew.</summary>
    public bool Ends { get; init; }

    public JsonObject ToJson(KubernetesComponent component)
    {
        JsonObject container = (JsonObject)Container.DeepClone();
        container["name"] = ContainerName;
        AddIfAny(container, "volumeMounts", Volumes.Mounts);
        JsonObject pod = new()
        {
            ["serviceAccountName"] = component.ExternalName,
            ["automountServiceAccountToken"] = false,

            // A variable for each Service of the namespace would be taken for a setting, such as API_PORT.
            ["enableServiceLinks"] = false,
            ["terminationGracePeriodSeconds"] = (long)Math.Ceiling(component.Options.TerminationGrace.TotalSeconds),
            ["securityContext"] = SecurityContext.DeepClone(),
            ["containers"] = new JsonArray(container),
        };
        AddIfAny(pod, "volumes", Volumes.OfPod);
        AddIfAny(pod, "imagePullSecrets", new JsonArray([.. component.Options.ImagePullSecrets.Select(name => (JsonNode)new JsonObject { ["name"] = name })]));
        if (Ends)
        {
            pod["restartPolicy"] = "Never";
        }

        if (SharesProcesses)
        {
            pod["shareProcessNamespace"] = true;
        }

        if (Spreads)
        {
            pod["topologySpreadConstraints"] = new JsonArray(new JsonObject
            {
                ["maxSkew"] = 1,
                ["topologyKey"] = "kubernetes.io/hostname",
                ["whenUnsatisfiable"] = "ScheduleAnyway",
                ["labelSelector"] = new JsonObject { ["matchLabels"] = component.Selector() },
            });
        }

        return new JsonObject { ["metadata"] = Metadata(component), ["spec"] = pod };
    }

    // Marks that may change, such as the expiry, are left out: pods would be replaced for them.
    private JsonObject Metadata(KubernetesComponent component) => new()
    {
        ["labels"] = component.Metadata(name: null)["labels"]!.DeepClone(),
        ["annotations"] = new JsonObject { [HashAnnotation] = Hash },
    };

    private static void AddIfAny(JsonObject target, string member, JsonArray items)
    {
        if (items.Count > 0)
        {
            target[member] = items.DeepClone();
        }
    }
}

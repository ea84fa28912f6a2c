using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Objects for tests.</summary>
internal static class Stubs
{
    public const string Image = "registry.example/nothing:1";

    public static void WriteDeployment(ServiceSpec spec, KubernetesComponent component) => component.Add(KubernetesType.Deployment, spec.Name, new JsonObject
    {
        ["spec"] = new JsonObject
        {
            ["replicas"] = spec.Replicas,
            ["progressDeadlineSeconds"] = 300,
            ["selector"] = new JsonObject { ["matchLabels"] = component.Selector() },
            ["template"] = Template(spec, component),
        },
    });

    public static void WriteStatefulSet(ServiceSpec spec, KubernetesComponent component) => component.Add(KubernetesType.StatefulSet, spec.Name, new JsonObject
    {
        ["spec"] = new JsonObject
        {
            ["replicas"] = spec.Replicas,
            ["serviceName"] = spec.Name,
            ["selector"] = new JsonObject { ["matchLabels"] = component.Selector() },
            ["template"] = Template(spec, component),
        },
    });

    /// <summary>Requests come from the service's container settings.</summary>
    private static JsonObject Template(ServiceSpec spec, KubernetesComponent component)
    {
        JsonObject requests = new() { ["cpu"] = spec.Container?.Cpus is { } cpus ? FormattableString.Invariant($"{cpus}") : "10m", ["memory"] = "16Mi" };
        return new JsonObject
        {
            ["metadata"] = component.Metadata(null),
            ["spec"] = new JsonObject
            {
                ["terminationGracePeriodSeconds"] = 0,
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "main",
                    ["image"] = Image,
                    ["resources"] = new JsonObject { ["requests"] = requests, ["limits"] = requests.DeepClone() },
                }),
            },
        };
    }
}

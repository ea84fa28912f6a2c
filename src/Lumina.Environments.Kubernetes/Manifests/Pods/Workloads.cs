using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>What keeps a component's pods running, and who they are.</summary>
internal static class Workloads
{
    /// <summary>An identity that may do nothing, and whose token no pod is given.</summary>
    public static void AddAccount(KubernetesComponent component) =>
        component.Add(KubernetesType.ServiceAccount, component.ExternalName, new JsonObject { ["automountServiceAccountToken"] = false });

    /// <summary>Pods that are alike. A new one is ready before an old one goes.</summary>
    /// <param name="component">The component.</param>
    /// <param name="template">Its pods.</param>
    /// <param name="replicas">How many; null where an autoscaler says it.</param>
    /// <param name="annotations">Further annotations of the Deployment.</param>
    public static void AddDeployment(KubernetesComponent component, PodTemplate template, int? replicas, IReadOnlyDictionary<string, string>? annotations = null)
    {
        JsonObject spec = new()
        {
            ["selector"] = new JsonObject { ["matchLabels"] = component.Selector() },
            ["strategy"] = new JsonObject
            {
                ["type"] = "RollingUpdate",
                ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = 0, ["maxSurge"] = 1 },
            },
            ["template"] = template.ToJson(component),
        };
        AddReplicas(spec, component, replicas);
        component.Add(KubernetesType.Deployment, component.ExternalName, new JsonObject { ["spec"] = spec }, annotations);
    }

    /// <summary>Pods that each have volumes of their own, which stay while they are stopped.</summary>
    /// <param name="component">The component.</param>
    /// <param name="serviceName">The Service by which they are reached.</param>
    /// <param name="template">Its pods.</param>
    /// <param name="replicas">How many.</param>
    /// <param name="annotations">Further annotations of the StatefulSet.</param>
    public static void AddStatefulSet(KubernetesComponent component, string serviceName, PodTemplate template, int replicas, IReadOnlyDictionary<string, string>? annotations = null)
    {
        JsonObject spec = new()
        {
            ["serviceName"] = serviceName,
            ["podManagementPolicy"] = "Parallel",
            ["selector"] = new JsonObject { ["matchLabels"] = component.Selector() },
            ["updateStrategy"] = new JsonObject { ["type"] = "RollingUpdate" },
            ["template"] = template.ToJson(component),
            ["volumeClaimTemplates"] = template.Volumes.Claims.DeepClone(),
        };
        AddReplicas(spec, component, replicas);
        component.Add(KubernetesType.StatefulSet, component.ExternalName, new JsonObject { ["spec"] = spec }, annotations);
    }

    /// <summary>A pod that does its work once.</summary>
    public static void AddJob(KubernetesComponent component, PodTemplate template, IReadOnlyDictionary<string, string>? annotations = null) =>
        component.Add(KubernetesType.Job, component.ExternalName, new JsonObject { ["spec"] = JobSpec(component, template) }, annotations);

    /// <summary>How many seconds late a time of the clock still counts. Without it what was missed while the environment was stopped would begin with the start.</summary>
    private const int LateStart = 60;

    /// <summary>Pods that do their work by the clock of the cluster, one after the other.</summary>
    /// <param name="component">The component.</param>
    /// <param name="version">The version of cron jobs that the cluster has.</param>
    /// <param name="schedule">A cron expression.</param>
    /// <param name="template">Its pods.</param>
    /// <param name="annotations">Further annotations of the CronJob.</param>
    public static void AddCronJob(KubernetesComponent component, string version, string schedule, PodTemplate template, IReadOnlyDictionary<string, string>? annotations = null)
    {
        JsonObject spec = new()
        {
            ["schedule"] = schedule,
            ["concurrencyPolicy"] = "Forbid",
            ["startingDeadlineSeconds"] = LateStart,
            ["suspend"] = component.IsStopped,
            ["jobTemplate"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = component.Selector() }, ["spec"] = JobSpec(component, template) },
        };
        component.Add(KubernetesType.CronJob(version), component.ExternalName, new JsonObject { ["spec"] = spec }, annotations);
    }

    // The first failure is the component's, as everywhere: nothing is tried again behind its back.
    private static JsonObject JobSpec(KubernetesComponent component, PodTemplate template) => new() { ["backoffLimit"] = 0, ["template"] = template.ToJson(component) };

    /// <summary>The name by which the other components reach a component's pods.</summary>
    public static void AddService(KubernetesComponent component, string name, IEnumerable<KeyValuePair<string, int>> ports) =>
        component.Add(KubernetesType.Service, name, new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["type"] = "ClusterIP",
                ["selector"] = component.Selector(),
                ["ports"] = new JsonArray([.. ports.Select(port => (JsonNode)new JsonObject
                {
                    ["name"] = port.Key, ["protocol"] = "TCP", ["port"] = port.Value, ["targetPort"] = port.Value,
                })]),
            },
        });

    private static void AddReplicas(JsonObject spec, KubernetesComponent component, int? replicas)
    {
        if (component.IsStopped || replicas is not null)
        {
            spec["replicas"] = component.IsStopped ? 0 : replicas;
        }
    }
}

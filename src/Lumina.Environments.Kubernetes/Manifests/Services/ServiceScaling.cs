using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>How many pods a service has: as its spec says, or as the load says where the infrastructure has auto scaling. That holds for an API or a user interface without volumes: a worker that runs twice may do everything twice.</summary>
internal static class ServiceScaling
{
    public static AutoScalingSpec? Of(ServiceSpec spec, KubernetesComponent component) => Of(spec, component.Components);

    public static AutoScalingSpec? Of(ServiceSpec spec, IEnumerable<ComponentSpec> components) =>
        (spec.Type == ServiceType.Api || spec.Type == ServiceType.Ui) && spec.Run.IsAlways && !ServiceMounts.HasVolumes(spec)
            ? components.OfType<InfrastructureSpec>().FirstOrDefault()?.AutoScaling
            : null;

    /// <summary>Why the number of its pods can't be changed by hand; null where it can.</summary>
    public static string? WhyNot(ServiceSpec spec, IEnumerable<ComponentSpec> components) => Of(spec, components) is { } scaling
        ? $"its autoscaler owns the number of its pods, {Math.Max(1, scaling.Minimum)} to {Math.Max(1, scaling.Maximum)} (the infrastructure's autoScaling)"
        : null;

    /// <summary>The fewest that run.</summary>
    public static int Minimum(ServiceSpec spec, KubernetesComponent component) => Of(spec, component) is { } scaling ? Math.Max(1, scaling.Minimum) : spec.Replicas;

    /// <summary>Whether there can be more than one.</summary>
    public static bool HasSeveral(ServiceSpec spec, KubernetesComponent component) => (Of(spec, component)?.Maximum ?? spec.Replicas) > 1;

    public static void Write(ServiceSpec spec, KubernetesComponent component)
    {
        if (Of(spec, component) is { } scaling)
        {
            AddAutoscaler(scaling, component);
        }

        if (Minimum(spec, component) > 1 && component.Versions.Policy is { } policy)
        {
            component.Add(KubernetesType.PodDisruptionBudget(policy), component.ExternalName, new JsonObject
            {
                ["spec"] = new JsonObject { ["maxUnavailable"] = 1, ["selector"] = new JsonObject { ["matchLabels"] = component.Selector() } },
            });
        }
    }

    private static void AddAutoscaler(AutoScalingSpec scaling, KubernetesComponent component)
    {
        JsonObject spec = new()
        {
            ["scaleTargetRef"] = new JsonObject { ["apiVersion"] = KubernetesType.Deployment.ApiVersion, ["kind"] = KubernetesType.Deployment.Kind, ["name"] = component.ExternalName },
            ["minReplicas"] = Math.Max(1, scaling.Minimum),
            ["maxReplicas"] = Math.Max(1, scaling.Maximum),
        };
        if (component.Versions.Autoscaling == "v1")
        {
            spec["targetCPUUtilizationPercentage"] = scaling.TargetCpuPercent;
        }
        else
        {
            spec["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject { ["name"] = "cpu", ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = scaling.TargetCpuPercent } },
            });
        }

        component.Add(KubernetesType.HorizontalPodAutoscaler(component.Versions.Autoscaling), component.ExternalName, new JsonObject { ["spec"] = spec });
    }
}

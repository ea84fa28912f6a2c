using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>A service's health check as probes of its pods: while it starts, and whether it is to get requests. None ends a pod that has started: healing is this library's, and a check that fails for a while is no reason to restart.</summary>
/// <remarks>Probes know whole seconds: shorter times are a second.</remarks>
internal static class ServiceProbes
{
    public static void Add(JsonObject container, ServiceSpec spec)
    {
        if (spec.HealthCheck is not { } check || Action(spec, check) is not { } action)
        {
            return;
        }

        long period = Seconds(check.Interval);
        (string member, JsonNode content) = action;
        container["startupProbe"] = new JsonObject
        {
            [member] = content,
            ["periodSeconds"] = period,
            ["timeoutSeconds"] = Seconds(check.Timeout),
            ["failureThreshold"] = Math.Max(1, (long)Math.Ceiling(check.StartupTimeout.TotalSeconds / period)),
        };
        container["readinessProbe"] = new JsonObject
        {
            [member] = content.DeepClone(),
            ["periodSeconds"] = period,
            ["timeoutSeconds"] = Seconds(check.Timeout),
            ["successThreshold"] = check.HealthyThreshold,
            ["failureThreshold"] = check.UnhealthyThreshold,
        };
    }

    /// <summary>What is asked; null where the platform's own check is wanted (the container runs) or one that this library carries out by itself.</summary>
    private static KeyValuePair<string, JsonNode>? Action(ServiceSpec spec, HealthCheckSpec check)
    {
        if (check.Type == HealthCheckType.Command)
        {
            return new("exec", new JsonObject { ["command"] = new JsonArray([.. check.CommandLine.Select(word => (JsonNode)KubernetesText.Literal(word))]) });
        }

        int? port = Port(spec, check);
        if (check.Type == HealthCheckType.Http && port is not null)
        {
            return new("httpGet", new JsonObject { ["path"] = check.Path, ["port"] = port });
        }

        return check.Type == HealthCheckType.Tcp && port is not null ? new("tcpSocket", new JsonObject { ["port"] = port }) : null;
    }

    private static int? Port(ServiceSpec spec, HealthCheckSpec check)
    {
        foreach ((EndpointSpec endpoint, int port) in ServicePorts.Of(spec))
        {
            bool fits = check.Type != HealthCheckType.Http || endpoint.Protocol == EndpointProtocol.Http;
            if (check.Endpoint is { } name ? endpoint.Name == name : fits)
            {
                return port;
            }
        }

        return null;
    }

    private static long Seconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalSeconds));
}

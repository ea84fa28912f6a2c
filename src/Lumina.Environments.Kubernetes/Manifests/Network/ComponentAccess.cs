using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>
/// Opens the network for one component, in a namespace in which nothing else is open but name resolution: out to what it refers to or depends on, in for those who refer to it,
/// both at the ports that the other side has, and among its own replicas. The internet is closed, but for what a reference leads to and for blocks of addresses in a security group's rules.
/// </summary>
internal static class ComponentAccess
{
    /// <summary>Bears the name of a namespace; every cluster from 1.21 on sets it.</summary>
    private const string NamespaceLabel = "kubernetes.io/metadata.name";

    public static void Write(ComponentSpec spec, KubernetesComponent component)
    {
        JsonArray ingress = [];
        JsonArray egress = [];
        IReadOnlyList<int> ownPorts = ReachablePorts.Of(spec) ?? [.. BroughtPort.Of(component).Select(port => port.TargetPort).OfType<int>().Distinct()];
        if (ownPorts.Count > 0)
        {
            ComponentName[] callers = [.. component.Components.Where(other => Needs(other).Contains(component.Name)).Select(other => other.ComponentName), .. spec is ServiceSpec ? [component.Name] : (ComponentName[])[]];
            AddIfAny(ingress, "from", [.. callers.Distinct().Select(name => Pods(component, name))], ownPorts);
        }

        if (component.Brought.Any(each => each.Type.Kind == KubernetesType.Ingress.Kind))
        {
            AddIfAny(ingress, "from", [IngressController(component.Options)], ownPorts);
        }

        if (PublicService.Port(spec, component) is { } port)
        {
            AddIfAny(ingress, "from", [IngressController(component.Options)], [port]);
        }

        foreach (ComponentSpec needed in component.Components.Where(other => Needs(spec).Contains(other.ComponentName)))
        {
            (string Host, int Port)? elsewhere = ReachablePorts.Elsewhere(needed, component);
            JsonNode[] peers = elsewhere is { } place ? [.. ReachablePorts.Peers(place.Host)]
                : ReachablePorts.OutsidePeers(needed) is { Count: > 0 } outside ? [.. outside]
                : [Pods(component, needed.ComponentName)];
            AddIfAny(egress, "to", peers, elsewhere is { } at ? [at.Port] : ReachablePorts.Of(needed));
        }

        if (spec is ServiceSpec && ownPorts.Count > 0)
        {
            AddIfAny(egress, "to", [Pods(component, component.Name)], ownPorts);
        }

        if (spec is KubernetesManifestsSpec)
        {
            // They are one application: who of it talks to whom is not known.
            AddIfAny(ingress, "from", [Pods(component, component.Name)], ports: null);
            AddIfAny(egress, "to", [Pods(component, component.Name)], ports: null);
        }

        component.Add(KubernetesType.NetworkPolicy, component.ExternalName, new JsonObject { ["spec"] = Policy(component, ingress, egress) });
    }

    // An empty list would make each apply a change; without one nothing is open either.
    private static JsonObject Policy(KubernetesComponent component, JsonArray ingress, JsonArray egress)
    {
        JsonObject policy = new()
        {
            ["podSelector"] = new JsonObject { ["matchLabels"] = component.Selector() },
            ["policyTypes"] = new JsonArray("Ingress", "Egress"),
        };
        if (ingress.Count > 0)
        {
            policy["ingress"] = ingress;
        }

        if (egress.Count > 0)
        {
            policy["egress"] = egress;
        }

        return policy;
    }

    private static ComponentName[] Needs(ComponentSpec spec) => [.. spec.References.Select(reference => reference.Component).Concat(spec.DependsOn).Distinct()];

    private static JsonNode Pods(KubernetesComponent component, ComponentName name) => new JsonObject
    {
        ["podSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { [KubernetesComponent.ComponentLabel] = ExternalName.For(component.Marks.EnvironmentId, name) } },
    };

    private static JsonNode IngressController(KubernetesOptions options) => new JsonObject
    {
        ["namespaceSelector"] = options.IngressNamespace is { } name ? new JsonObject { ["matchLabels"] = new JsonObject { [NamespaceLabel] = name } } : [],
    };

    /// <summary>Adds a rule, unless there is nobody or no port: without them it would open everything.</summary>
    private static void AddIfAny(JsonArray rules, string side, JsonNode[] peers, IReadOnlyList<int>? ports)
    {
        if (peers.Length == 0 || ports is { Count: 0 })
        {
            return;
        }

        JsonObject rule = new() { [side] = new JsonArray([.. peers]) };
        if (ports is not null)
        {
            rule["ports"] = new JsonArray([.. ports.Select(port => (JsonNode)new JsonObject { ["protocol"] = "TCP", ["port"] = port })]);
        }

        rules.Add((JsonNode)rule);
    }
}

using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>
/// A network: the namespace's own, in which nothing is open that no reference opens. A security group's rules that name a block of addresses open it for every pod of the environment,
/// since no component says to which group it belongs; rules between groups are passed over, since references open what is needed.
/// </summary>
internal sealed class NetworkManifests : IKubernetesManifests<NetworkSpec>
{
    public bool Takes(NetworkSpec spec) => true;

    public IEnumerable<SpecificationFault> FindObstacles(NetworkSpec spec, KubernetesOptions options) => spec.SecurityGroups.SelectMany((group, index) =>
        FindObstacles(group, FormattableString.Invariant($"securityGroups[{index}].ingress"), group.Ingress)
            .Concat(FindObstacles(group, FormattableString.Invariant($"securityGroups[{index}].egress"), group.Egress)));

    public IEnumerable<NotApplicableSetting> FindNotApplicable(NetworkSpec spec)
    {
        if (spec.Cidr is not null)
        {
            yield return new("cidr", "the addresses of pods are the cluster's");
        }

        if (spec.Subnets.Count > 0)
        {
            yield return new("subnets", "the cluster has one network; network policies keep environments and components apart in it");
        }

        if (spec.InternetGateway)
        {
            yield return new("internetGateway", "from outside a service is reached through the ingress of a domain");
        }

        if (spec.NatGateway)
        {
            yield return new("natGateway", "what reaches the internet is said by a security group's egress rule with a block of addresses");
        }

        foreach (SecurityGroupSpec group in spec.SecurityGroups)
        {
            if (group.Ingress.Concat(group.Egress).Any(rule => rule.Group is not null))
            {
                yield return new($"securityGroups.{group.Name}", "its rules between groups open nothing by themselves: components reach what they refer to");
            }

            if (group.Ingress.Concat(group.Egress).Any(rule => rule.Cidr is not null && RulePorts.OpensNothing(rule)))
            {
                yield return new($"securityGroups.{group.Name}", "network policies know TCP and UDP from port 1 on; what else a rule names stays closed");
            }
        }
    }

    public void Write(NetworkSpec spec, KubernetesComponent component)
    {
        ConfigObjects.AddNote(component);
        foreach (SecurityGroupSpec group in spec.SecurityGroups)
        {
            JsonArray ingress = Rules(group.Ingress, "from");
            JsonArray egress = Rules(group.Egress, "to");
            if (ingress.Count + egress.Count > 0)
            {
                component.Add(KubernetesType.NetworkPolicy, $"{component.ExternalName}-{group.Name}", new JsonObject { ["spec"] = Policy(ingress, egress) });
            }
        }
    }

    public ComponentOutputs Outputs(NetworkSpec spec, KubernetesComponent component) => ComponentOutputs.Empty;

    public IEnumerable<ForwardedPort> Ports(NetworkSpec spec, KubernetesComponent component) => [];

    private static JsonObject Policy(JsonArray ingress, JsonArray egress)
    {
        JsonArray types = [];
        JsonObject policy = new() { ["podSelector"] = new JsonObject(), ["policyTypes"] = types };
        if (ingress.Count > 0)
        {
            types.Add((JsonNode)"Ingress");
            policy["ingress"] = ingress;
        }

        if (egress.Count > 0)
        {
            types.Add((JsonNode)"Egress");
            policy["egress"] = egress;
        }

        return policy;
    }

    private static JsonArray Rules(IEnumerable<SecurityRuleSpec> rules, string side) =>
    [
        .. rules.Where(rule => rule.Cidr is not null && !RulePorts.OpensNothing(rule)).Select(rule =>
        {
            JsonObject opened = new() { [side] = new JsonArray(AddressBlock.Of(rule.Cidr!)) };
            if (RulePorts.Of(rule) is { Count: > 0 } ports)
            {
                opened["ports"] = ports;
            }

            return (JsonNode)opened;
        }),
    ];

    private static IEnumerable<SpecificationFault> FindObstacles(SecurityGroupSpec group, string path, IReadOnlyList<SecurityRuleSpec> rules)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            if (RulePorts.IsTooWide(rules[i]))
            {
                yield return new(
                    FormattableString.Invariant($"{path}[{i}]"),
                    $"Security group '{group.Name}' opens the ports {rules[i].FromPort} to {rules[i].ToPort}: older clusters know single ports only, so that a rule may have up to {RulePorts.Maximum}, or all from 0 to 65535.",
                    "Write several rules or all ports.");
            }
        }
    }
}

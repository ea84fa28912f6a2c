namespace Lumina.Environments.Aws;

/// <summary>The security groups of the machines. From the load balancer alone something comes in, unless the network has a group <c>instances</c>: that says what else may, and what may go out.</summary>
internal static class MachineSecurity
{
    public const string Role = "instances";

    private static readonly SecurityRuleSpec Everything = new(0, 65_535) { Protocol = "all", Cidr = "0.0.0.0/0" };

    /// <summary>The groups' identifiers, as a list.</summary>
    public static TerraformValue Write(InfrastructureSpec spec, AwsComponent component, AwsNetwork network)
    {
        TerraformValue group = TerraformExpression.Attribute(SecurityGroupConfiguration.WriteGroup(component, Role, network.VpcId), "id");
        if (spec.LoadBalancer is not null)
        {
            SecurityGroupConfiguration.WriteRule(
                component, "ingress", Role, group, new SecurityRuleSpec(LoadBalancerConfiguration.MachinePort, LoadBalancerConfiguration.MachinePort), other: LoadBalancerConfiguration.SecurityGroupId(component));
        }

        if (network.FindSecurityGroup(Role) is { } given)
        {
            return network.Groups(group, given);
        }

        SecurityGroupConfiguration.WriteRule(component, "egress", Role, group, Everything);
        return network.Groups(group);
    }
}

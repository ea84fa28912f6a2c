namespace Lumina.Environments;

/// <summary>Networks as JSON.</summary>
internal static class NetworkJson
{
    private static readonly JsonObject<SubnetSpec> Subnet = new JsonObject<SubnetSpec>("a subnet", () => new SubnetSpec(""))
        .Required("name", Codecs.Text, subnet => subnet.Name, (subnet, value) => subnet with { Name = value })
        .Optional("cidr", Codecs.Text, subnet => subnet.Cidr, (subnet, value) => subnet with { Cidr = value })
        .Optional("public", Codecs.Boolean, subnet => subnet.Public, (subnet, value) => subnet with { Public = value })
        .Optional("availabilityZone", Codecs.Text, subnet => subnet.AvailabilityZone, (subnet, value) => subnet with { AvailabilityZone = value });

    private static readonly JsonObject<SecurityRuleSpec> Rule = new JsonObject<SecurityRuleSpec>("a security rule", () => new SecurityRuleSpec(0, 0))
        .Required("fromPort", Codecs.Integer, rule => rule.FromPort, (rule, value) => rule with { FromPort = value })
        .Required("toPort", Codecs.Integer, rule => rule.ToPort, (rule, value) => rule with { ToPort = value })
        .Optional("protocol", Codecs.Text, rule => rule.Protocol, (rule, value) => rule with { Protocol = value })
        .Optional("cidr", Codecs.Text, rule => rule.Cidr, (rule, value) => rule with { Cidr = value })
        .Optional("group", Codecs.Text, rule => rule.Group, (rule, value) => rule with { Group = value });

    private static readonly JsonObject<SecurityGroupSpec> SecurityGroup = new JsonObject<SecurityGroupSpec>("a security group", () => new SecurityGroupSpec(""))
        .Required("name", Codecs.Text, group => group.Name, (group, value) => group with { Name = value })
        .Optional("ingress", Codecs.List(Rule), group => group.Ingress, (group, value) => group with { Ingress = value })
        .Optional("egress", Codecs.List(Rule), group => group.Egress, (group, value) => group with { Egress = value });

    public static readonly JsonObject<NetworkSpec> Codec = new JsonObject<NetworkSpec>("a network", () => new NetworkSpec())
        .Optional("cidr", Codecs.Text, network => network.Cidr, (network, value) => network with { Cidr = value })
        .Optional("subnets", Codecs.List(Subnet), network => network.Subnets, (network, value) => network with { Subnets = value })
        .Optional("securityGroups", Codecs.List(SecurityGroup), network => network.SecurityGroups, (network, value) => network with { SecurityGroups = value })
        .Optional("internetGateway", Codecs.Boolean, network => network.InternetGateway, (network, value) => network with { InternetGateway = value })
        .Optional("natGateway", Codecs.Boolean, network => network.NatGateway, (network, value) => network with { NatGateway = value })
        .WithComponentMembers();
}

namespace Lumina.Environments.Aws;

/// <summary>The network that a component goes into: the environment's own, the one that the options name, else the account's default VPC.</summary>
internal sealed class AwsNetwork
{
    private AwsNetwork(NetworkSpec? spec, TerraformValue vpcId, TerraformValue privateSubnets, TerraformValue publicSubnets) =>
        (Spec, VpcId, PrivateSubnetIds, PublicSubnetIds) = (spec, vpcId, privateSubnets, publicSubnets);

    /// <summary>The environment's own network; null where it has none.</summary>
    public NetworkSpec? Spec { get; }

    public TerraformValue VpcId { get; }

    /// <summary>A list, of at least two zones. Those of the environment's network that are not public; all where none is.</summary>
    public TerraformValue PrivateSubnetIds { get; }

    /// <summary>A list. Those of the environment's network that are public; all where none is.</summary>
    public TerraformValue PublicSubnetIds { get; }

    /// <summary>The network for a component, with the data sources that it needs written into the component's configuration. Call it once for a component.</summary>
    public static AwsNetwork For(AwsComponent component)
    {
        if (component.Find<NetworkSpec>() is { } spec)
        {
            TerraformValue vpc = TerraformExpression.Attribute(VpcAddress(spec), "id");
            return new(spec, vpc, Subnets(spec, isPublic: false), Subnets(spec, isPublic: true));
        }

        TerraformValue id = component.Options.VpcId is { } given
            ? given
            : TerraformExpression.DataAttribute(component.Data("aws_vpc", "network", new TerraformBlock { ["default"] = true }), "id");
        TerraformValue subnets = component.Options.SubnetIds.Count > 0
            ? TerraformValue.List([.. component.Options.SubnetIds.Select(subnet => (TerraformValue)subnet)])
            : TerraformExpression.DataAttribute(component.Data("aws_subnets", "network", VpcFilter(id)), "ids");
        return new(null, id, subnets, subnets);
    }

    public static TerraformAddress VpcAddress(NetworkSpec spec) => TerraformAddress.For("aws_vpc", spec.ComponentName);

    public static TerraformAddress SubnetAddress(NetworkSpec spec, string subnet) => TerraformAddress.For("aws_subnet", spec.ComponentName, subnet);

    public static TerraformAddress SecurityGroupAddress(NetworkSpec spec, string group) => TerraformAddress.For("aws_security_group", spec.ComponentName, group);

    private static TerraformBlock VpcFilter(TerraformValue id) => new()
    {
        ["filter"] = TerraformValue.List(new TerraformBlock { ["name"] = "vpc-id", ["values"] = TerraformValue.List(id) }),
    };

    private static TerraformValue Subnets(NetworkSpec spec, bool isPublic)
    {
        SubnetSpec[] fitting = [.. spec.Subnets.Where(subnet => subnet.Public == isPublic)];
        return TerraformValue.List([.. (fitting.Length > 0 ? fitting : [.. spec.Subnets]).Select(subnet => (TerraformValue)TerraformExpression.Attribute(SubnetAddress(spec, subnet.Name), "id"))]);
    }
}

using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>The network that a component goes into: the environment's own, the one that the options name, else the account's default VPC.</summary>
internal sealed class AwsNetwork
{
    // A VPC that is found has two subnets at least, or nothing that wants two zones could be in it.
    private const int FewestSubnets = 2;

    private readonly TerraformAddress? _foundSubnets;

    private AwsNetwork(NetworkSpec? spec, TerraformValue vpcId, TerraformValue cidr, TerraformValue privateSubnets, TerraformValue publicSubnets, TerraformAddress? foundSubnets) =>
        (Spec, VpcId, Cidr, PrivateSubnetIds, PublicSubnetIds, _foundSubnets) = (spec, vpcId, cidr, privateSubnets, publicSubnets, foundSubnets);

    /// <summary>The environment's own network, with subnets where its spec names none; null where there is no such network.</summary>
    public NetworkSpec? Spec { get; }

    public TerraformValue VpcId { get; }

    /// <summary>Groups of it that the options name.</summary>
    public IReadOnlyList<string> GivenGroups { get; private init; } = [];

    /// <summary>All of its addresses, as a block.</summary>
    public TerraformValue Cidr { get; }

    /// <summary>A list, of at least two zones. Those of the environment's network that are not public; all where none is.</summary>
    public TerraformValue PrivateSubnetIds { get; }

    /// <summary>A list. Those of the environment's network that are public; all where none is.</summary>
    public TerraformValue PublicSubnetIds { get; }

    /// <summary>The network for a component, with the data sources that it needs written into the component's configuration. Call it once for a component.</summary>
    public static AwsNetwork For(AwsComponent component)
    {
        if (component.Find<NetworkSpec>() is { } given)
        {
            NetworkSpec spec = SubnetPlan.Complete(given);
            return new(spec, TerraformExpression.Attribute(VpcAddress(spec), "id"), spec.Cidr is { } cidr ? cidr : TerraformExpression.Attribute(VpcAddress(spec), "cidr_block"), Subnets(spec, isPublic: false), Subnets(spec, isPublic: true), foundSubnets: null);
        }

        TerraformAddress vpc = component.Data("aws_vpc", "network", component.Options.VpcId is { } existing ? new TerraformBlock { ["id"] = existing } : new TerraformBlock { ["default"] = true });
        TerraformValue id = TerraformExpression.DataAttribute(vpc, "id");
        TerraformAddress? found = component.Options.SubnetIds.Count > 0 ? null : component.Data("aws_subnets", "network", VpcFilter(id));
        TerraformValue subnets = found is { } all
            ? TerraformExpression.DataAttribute(all, "ids")
            : TerraformValue.List([.. component.Options.SubnetIds.Select(subnet => (TerraformValue)subnet)]);
        return new(null, id, TerraformExpression.DataAttribute(vpc, "cidr_block"), subnets, subnets, found) { GivenGroups = [.. component.Options.SecurityGroupIds] };
    }

    /// <summary>What must be there before anything in the network can be reached from the internet, as <c>depends_on</c> wants it; null where that is nobody's concern here.</summary>
    public TerraformValue? WayIn => Spec is { InternetGateway: true } ? TerraformValue.List(TerraformAddress.For("aws_internet_gateway", Spec.ComponentName)) : null;

    /// <summary>The groups that something is a member of: its own, and those that the options name.</summary>
    public TerraformValue Groups(params IEnumerable<TerraformValue> own) => TerraformValue.List([.. own, .. GivenGroups.Select(group => (TerraformValue)group)]);

    /// <summary>One of the private subnets, for things that go into one each: they are spread over them.</summary>
    public TerraformValue PrivateSubnetId(int index) => PrivateSubnetIds is TerraformValue.Sequence { Items: { } subnets }
        ? subnets[index % subnets.Count]
        : TerraformExpression.DataAttribute(_foundSubnets!.Value, string.Create(CultureInfo.InvariantCulture, $"ids[{index % FewestSubnets}]"));

    /// <summary>The environment's own security group of a name that says for what it is; null where it has none.</summary>
    public TerraformValue? FindSecurityGroup(string name) => Spec?.SecurityGroups.Any(group => group.Name == name) == true
        ? (TerraformValue)TerraformExpression.Attribute(SecurityGroupAddress(Spec, name), "id")
        : null;

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

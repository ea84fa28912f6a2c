using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>A network of the environment's own: a VPC with subnets, gateways, route tables and security groups.</summary>
internal sealed class NetworkConfiguration : IAwsConfiguration<NetworkSpec>
{
    private const string VpcIdOutput = "vpcId";
    private const string CidrOutput = "cidr";
    private const string CidrAttribute = "cidr_block";
    private const int ShortestPrefix = 16;
    private const int LongestPrefix = 28;

    public bool Takes(NetworkSpec spec) => true;

    public IEnumerable<SpecificationFault> FindObstacles(NetworkSpec spec, AwsOptions options) =>
    [
        .. FindBlockObstacles("cidr", "The network", spec.Cidr),
        .. spec.Subnets.SelectMany((subnet, index) => FindBlockObstacles($"{SubnetPath(index)}.cidr", $"Subnet '{subnet.Name}'", subnet.Cidr)),
        .. FindSubnetObstacles(spec, options),
        .. SecurityGroupConfiguration.FindObstacles(spec),
    ];

    public IEnumerable<NotApplicableSetting> FindNotApplicable(NetworkSpec spec)
    {
        spec = SubnetPlan.Complete(spec);
        if (spec.NatGateway && HasPublic(spec) && !HasPrivate(spec))
        {
            yield return new("natGateway", "there is no private subnet to use it, so none is made");
        }
    }

    public TimeSpan EstimateDuration(NetworkSpec spec) => TimeSpan.FromSeconds(spec.NatGateway ? 150 : 30);

    /// <summary>It gives identifiers alone, and they hold everywhere.</summary>
    public Vantage ReachableFrom(NetworkSpec spec, AwsOptions options) => Vantage.Everywhere;

    public void Write(NetworkSpec spec, AwsComponent component)
    {
        spec = SubnetPlan.Complete(spec);
        TerraformAddress address = component.Tagged("aws_vpc", "", new TerraformBlock
        {
            ["cidr_block"] = spec.Cidr is { } cidr ? cidr : component.ChosenBlock(),
            ["enable_dns_support"] = true,
            ["enable_dns_hostnames"] = true,
        });
        TerraformValue vpc = TerraformExpression.Attribute(address, "id");
        component.Output(VpcIdOutput, vpc);
        component.Output(CidrOutput, TerraformExpression.Attribute(address, CidrAttribute));

        // Each VPC comes with a group that lets its members talk to each other and out. Written without rules, it has none.
        component.Tagged("aws_default_security_group", "default", new TerraformBlock { ["vpc_id"] = vpc });
        WriteSubnets(spec, component, vpc);
        WriteRoutes(spec, component, vpc);
        SecurityGroupConfiguration.Write(spec, component, vpc);
        foreach (SubnetSpec subnet in spec.Subnets)
        {
            component.Output(SubnetOutput(subnet.Name), TerraformExpression.Attribute(AwsNetwork.SubnetAddress(spec, subnet.Name), "id"));
        }

        foreach (SecurityGroupSpec group in spec.SecurityGroups)
        {
            component.Output(GroupOutput(group.Name), TerraformExpression.Attribute(AwsNetwork.SecurityGroupAddress(spec, group.Name), "id"));
        }
    }

    public ComponentOutputs Read(NetworkSpec spec, AwsComponent component, AwsValues values)
    {
        spec = SubnetPlan.Complete(spec);
        IEnumerable<string> names = spec.Subnets.Select(subnet => SubnetOutput(subnet.Name)).Concat(spec.SecurityGroups.Select(group => GroupOutput(group.Name)));
        return names.Prepend(VpcIdOutput).Aggregate(ComponentOutputs.Empty, (outputs, name) => outputs.With(name, values.Get(name))).With(CidrOutput, values.Get(CidrOutput));
    }

    private static string SubnetPath(int index) => string.Create(CultureInfo.InvariantCulture, $"subnets[{index}]");

    private static IEnumerable<SpecificationFault> FindBlockObstacles(string path, string what, string? cidr)
    {
        // What is no block at all is a fault of the spec already.
        if (IPNetwork.TryParse(cidr, out IPNetwork block)
            && (block.BaseAddress.AddressFamily != AddressFamily.InterNetwork || block.PrefixLength is < ShortestPrefix or > LongestPrefix))
        {
            yield return new(path, $"{what} has {cidr}, and AWS takes blocks of IPv4 from /{ShortestPrefix} to /{LongestPrefix}.", "Take one of those.");
        }
    }

    private static IEnumerable<SpecificationFault> FindSubnetObstacles(NetworkSpec given, AwsOptions options)
    {
        NetworkSpec spec = SubnetPlan.Complete(given);
        if (spec.Subnets.Any(subnet => subnet.Cidr is null) && !SubnetPlan.CanDivide(spec, options.NetworkPrefixLength))
        {
            yield return spec.Cidr is null
                ? new("subnets", $"A network of AwsOptions.NetworkPool is a /{options.NetworkPrefixLength} and can't be divided into {spec.Subnets.Count} subnets of /{LongestPrefix} or larger.", "Leave some out, write the cidr of the network, or a shorter AwsOptions.NetworkPrefixLength.")
                : new("cidr", $"{spec.Cidr} can't be divided into {spec.Subnets.Count} subnets of /{LongestPrefix} or larger.", "Take a larger block, or leave it out for one that is chosen.");
        }

        for (int i = 0; i < given.Subnets.Count; i++)
        {
            if (given.Subnets[i].Public && !given.InternetGateway)
            {
                yield return new($"{SubnetPath(i)}.public", $"Subnet '{given.Subnets[i].Name}' is public, and the network has no internet gateway.", "Set internetGateway, or make the subnet private.");
            }
        }

        if (spec.NatGateway && !HasPublic(spec))
        {
            yield return new("natGateway", "natGateway needs a public subnet to stand in.", "Add one, with internetGateway set.");
        }
    }

    private static string SubnetOutput(string name) => $"subnet.{name}";

    private static string GroupOutput(string name) => $"securityGroup.{name}";

    private static bool HasPublic(NetworkSpec spec) => spec.Subnets.Any(subnet => subnet.Public);

    private static bool HasPrivate(NetworkSpec spec) => spec.Subnets.Any(subnet => !subnet.Public);

    private static void WriteSubnets(NetworkSpec spec, AwsComponent component, TerraformValue vpc)
    {
        TerraformAddress? zones = spec.Subnets.All(subnet => subnet.AvailabilityZone is not null) ? null : component.Data("aws_availability_zones", "zones", new TerraformBlock
        {
            ["state"] = "available",

            // Not the local zones, which have few of the services.
            ["filter"] = TerraformValue.List(new TerraformBlock { ["name"] = "opt-in-status", ["values"] = TerraformValue.List("opt-in-not-required") }),
        });

        // Public and private ones are spread apart, so that either has two zones.
        foreach (IGrouping<bool, (int Index, SubnetSpec Subnet)> ofKind in spec.Subnets.Index().GroupBy(each => each.Item.Public))
        {
            int next = 0;
            foreach ((int index, SubnetSpec subnet) in ofKind)
            {
                if (subnet.AvailabilityZone is { } given && component.IsRegionKnown && !IsZoneOf(component.Region, given))
                {
                    component.AddFault($"{SubnetPath(index)}.availabilityZone", $"'{given}' is no zone of {component.Region}.", $"It is one such as {component.Region}a.");
                }

                component.Tagged("aws_subnet", subnet.Name, new TerraformBlock
                {
                    ["vpc_id"] = vpc,
                    ["cidr_block"] = subnet.Cidr is { } cidr ? cidr : TerraformExpression.Part(AwsNetwork.VpcAddress(spec), CidrAttribute, SubnetPlan.Bits(spec), index),
                    ["availability_zone"] = subnet.AvailabilityZone is { } zone ? zone : TerraformExpression.DataAttribute(zones!.Value, NextZone(next++)),
                    ["map_public_ip_on_launch"] = subnet.Public,
                });
            }
        }
    }

    /// <summary>A zone is its region's name and a letter; those of a city or a carrier have more behind it.</summary>
    private static bool IsZoneOf(string region, string zone) =>
        zone.StartsWith(region, StringComparison.Ordinal) && zone.Length > region.Length && zone.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>Every region has two zones; some have no more.</summary>
    private static string NextZone(int index) => string.Create(CultureInfo.InvariantCulture, $"names[{index % 2}]");

    private static void WriteRoutes(NetworkSpec spec, AwsComponent component, TerraformValue vpc)
    {
        TerraformAddress? gateway = spec.InternetGateway ? component.Tagged("aws_internet_gateway", "", new TerraformBlock { ["vpc_id"] = vpc }) : null;
        if (HasPublic(spec))
        {
            WriteTable("public", spec.Subnets.Where(subnet => subnet.Public), "gateway_id", gateway);
        }

        if (HasPrivate(spec))
        {
            WriteTable("private", spec.Subnets.Where(subnet => !subnet.Public), "nat_gateway_id", spec.NatGateway ? WriteNatGateway(spec, component, gateway!.Value) : null);
        }

        void WriteTable(string role, IEnumerable<SubnetSpec> subnets, string argument, TerraformAddress? way)
        {
            TerraformValue table = TerraformExpression.Attribute(component.Tagged("aws_route_table", role, new TerraformBlock { ["vpc_id"] = vpc }), "id");
            if (way is { } target)
            {
                component.Untagged("aws_route", role, new TerraformBlock { ["route_table_id"] = table, ["destination_cidr_block"] = "0.0.0.0/0", [argument] = TerraformExpression.Attribute(target, "id") });
            }

            foreach (SubnetSpec subnet in subnets)
            {
                component.Untagged("aws_route_table_association", subnet.Name, new TerraformBlock
                {
                    ["subnet_id"] = TerraformExpression.Attribute(AwsNetwork.SubnetAddress(spec, subnet.Name), "id"),
                    ["route_table_id"] = table,
                });
            }
        }
    }

    private static TerraformAddress WriteNatGateway(NetworkSpec spec, AwsComponent component, TerraformAddress internet)
    {
        TerraformAddress address = component.Tagged("aws_eip", "nat", new TerraformBlock { ["domain"] = "vpc", ["depends_on"] = TerraformValue.List(internet) });
        return component.Tagged("aws_nat_gateway", "", new TerraformBlock
        {
            ["allocation_id"] = TerraformExpression.Attribute(address, "id"),
            ["subnet_id"] = TerraformExpression.Attribute(AwsNetwork.SubnetAddress(spec, spec.Subnets.First(subnet => subnet.Public).Name), "id"),
            ["depends_on"] = TerraformValue.List(internet),
        });
    }
}

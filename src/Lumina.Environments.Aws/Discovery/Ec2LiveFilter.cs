using System.Globalization;
using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>
/// Which of EC2's things live: tags stay listed after what bore them, those of a terminated instance and a deleted NAT gateway for an hour and
/// more. And which volumes and interfaces are part of something that lives, and go with it.
/// </summary>
internal static class Ec2LiveFilter
{
    private const int Batch = 200;

    private static readonly Kind[] Kinds =
    [
        new("instance/", "DescribeInstances", "instance-id", "instancesSet", "instanceId", static item => item.Child("instanceState")?.Text("name") is not ("terminated" or "shutting-down")),
        new("natgateway/", "DescribeNatGateways", "nat-gateway-id", "natGatewaySet", "natGatewayId", static item => item.Text("state") is not ("deleted" or "deleting" or "failed")),
        Living("vpc/", "DescribeVpcs", "vpc-id", "vpcSet", "vpcId"),
        Living("subnet/", "DescribeSubnets", "subnet-id", "subnetSet", "subnetId"),
        Living("security-group/", "DescribeSecurityGroups", "group-id", "securityGroupInfo", "groupId"),
        Living("security-group-rule/", "DescribeSecurityGroupRules", "security-group-rule-id", "securityGroupRuleSet", "securityGroupRuleId"),
        Living("internet-gateway/", "DescribeInternetGateways", "internet-gateway-id", "internetGatewaySet", "internetGatewayId"),
        Living("route-table/", "DescribeRouteTables", "route-table-id", "routeTableSet", "routeTableId"),
        Living("elastic-ip/", "DescribeAddresses", "allocation-id", "addressesSet", "allocationId"),
        new("volume/", "DescribeVolumes", "volume-id", "volumeSet", "volumeId", static item => item.Text("status") is not "deleting" && !item.Items("attachmentSet").Any()),
        new("network-interface/", "DescribeNetworkInterfaces", "network-interface-id", "networkInterfaceSet", "networkInterfaceId", static item => item.Child("attachment") is null && item.Text("requesterManaged") != "true"),
    ];

    /// <summary>The findings without those that are dead, or a part of what lives and no resource of their own.</summary>
    public static async Task<IReadOnlyList<AwsFinding>> FilterAsync(AwsApi api, IReadOnlyList<AwsFinding> findings, CancellationToken cancellationToken)
    {
        HashSet<string> passing = new(StringComparer.Ordinal);
        foreach (Kind kind in Kinds)
        {
            foreach (AwsFinding[] batch in findings.Where(finding => IsOf(finding, kind)).Chunk(Batch))
            {
                await foreach (XElement page in AwsPages.QueryAsync(
                    api, AwsService.Ec2, kind.Action, Parameters(kind, batch), ("NextToken", "nextToken"), cancellationToken).ConfigureAwait(false))
                {
                    passing.UnionWith(page.All(kind.List).Elements().Where(kind.Passes).Select(item => kind.Prefix + item.Text(kind.Id)));
                }
            }
        }

        return [.. findings.Where(finding => IsOwnResource(finding) || !Array.Exists(Kinds, kind => IsOf(finding, kind)) || passing.Contains(AwsArn.TryParse(finding.Arn)!.Resource))];
    }

    private static Kind Living(string prefix, string action, string filter, string list, string id) => new(prefix, action, filter, list, id, static _ => true);

    private static bool IsOf(AwsFinding finding, Kind kind) =>
        AwsArn.TryParse(finding.Arn) is { Service: "ec2" } arn && arn.Resource.StartsWith(kind.Prefix, StringComparison.Ordinal);

    /// <summary>A volume or an interface that was made for itself is one, attached or not.</summary>
    private static bool IsOwnResource(AwsFinding finding) => finding.Tags.GetValueOrDefault(AwsComponent.AddressTag) is { } address
        && (address.StartsWith("aws_ebs_volume.", StringComparison.Ordinal) || address.StartsWith("aws_network_interface.", StringComparison.Ordinal));

    /// <summary>By a filter: an id that does not exist any more is an error as an argument.</summary>
    private static KeyValuePair<string, string>[] Parameters(Kind kind, AwsFinding[] batch) =>
    [
        new("Filter.1.Name", kind.Filter),
        .. batch.Select((finding, at) => new KeyValuePair<string, string>(
            string.Create(CultureInfo.InvariantCulture, $"Filter.1.Value.{at + 1}"), AwsArn.TryParse(finding.Arn)!.Resource[kind.Prefix.Length..])),
    ];

    private sealed record Kind(string Prefix, string Action, string Filter, string List, string Id, Func<XElement, bool> Passes);
}

using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>
/// The rights that making a component takes and that AWS can be asked for beforehand without a doubt: what terraform's provider reads of each thing that it makes, by calls of which a policy can say no more than that they are allowed,
/// and dry runs of what needs nothing else to be there, with the very tags. A policy that allows making it allows these. Where one may name things or their tags (databases, tables, clusters), what is not there yet may be denied that will be allowed.
/// </summary>
internal static class AwsRights
{
    /// <summary>Asks for them.</summary>
    /// <param name="component">The component, written for nobody.</param>
    /// <param name="session">Who asks, and where.</param>
    /// <param name="asksDryRuns">Not of an emulator, which may carry them out.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The names of those that are denied.</returns>
    public static async Task<IReadOnlyList<string>> FindDeniedAsync(AwsComponent component, AwsSession session, bool asksDryRuns, CancellationToken cancellationToken)
    {
        AwsRight[] rights = [.. component.Configuration.Resources.SelectMany(resource => Of(resource.Address.Type, resource.Arguments, component)).DistinctBy(right => right.Name).Where(right => asksDryRuns || !right.IsDryRun)];
        bool[] denied = await Task.WhenAll(rights.Select(right => right.IsDeniedAsync(session.Api, cancellationToken))).ConfigureAwait(false);
        return [.. rights.Zip(denied).Where(asked => asked.Second).Select(asked => asked.First.IsDryRun ? $"{asked.First.Name} (or ec2:CreateTags with it)" : asked.First.Name).Order(StringComparer.Ordinal)];
    }

    private static AwsRight[] Of(string type, TerraformBlock arguments, AwsComponent component)
    {
        return type switch
        {
            "aws_vpc" =>
            [
                AwsRight.Query("ec2:DescribeVpcs", AwsService.Ec2),
                AwsRight.DryRun("ec2:CreateVpc", [new("CidrBlock", Text("cidr_block") ?? new NetworkPool(component.Options).Propose(component.Marks.EnvironmentId)), .. Tags("vpc")]),
            ],
            "aws_internet_gateway" => [AwsRight.Query("ec2:DescribeInternetGateways", AwsService.Ec2), AwsRight.DryRun("ec2:CreateInternetGateway", Tags("internet-gateway"))],
            "aws_eip" => [AwsRight.Query("ec2:DescribeAddresses", AwsService.Ec2), AwsRight.DryRun("ec2:AllocateAddress", [new("Domain", "vpc"), .. Tags("elastic-ip")])],
            "aws_nat_gateway" => [AwsRight.Query("ec2:DescribeNatGateways", AwsService.Ec2)],
            "aws_route_table" => [AwsRight.Query("ec2:DescribeRouteTables", AwsService.Ec2)],
            "aws_subnet" => [AwsRight.Query("ec2:DescribeSubnets", AwsService.Ec2)],
            "aws_security_group" => [AwsRight.Query("ec2:DescribeSecurityGroups", AwsService.Ec2)],
            "aws_instance" => [AwsRight.Query("ec2:DescribeInstances", AwsService.Ec2)],
            "aws_launch_template" => [AwsRight.Query("ec2:DescribeLaunchTemplates", AwsService.Ec2)],
            "aws_autoscaling_group" => [AwsRight.Query("autoscaling:DescribeAutoScalingGroups", AwsService.AutoScaling)],
            "aws_lb" => [AwsRight.Query("elasticloadbalancing:DescribeLoadBalancers", AwsService.LoadBalancing)],
            "aws_lb_target_group" => [AwsRight.Query("elasticloadbalancing:DescribeTargetGroups", AwsService.LoadBalancing)],
            _ => [],
        };

        string? Text(string name) => Find(name) is TerraformValue.Literal { Value: string text } ? text : null;

        TerraformValue? Find(string name) => arguments.FirstOrDefault(argument => argument.Key == name).Value;

        IEnumerable<KeyValuePair<string, string>> Tags(string kind) => AwsTags.Clean(component.Tags)
            .Concat(component.Marks.ToDictionary())
            .Concat(Find("tags") is TerraformValue.Dictionary { Entries: { } own } ? own.Select(tag => KeyValuePair.Create(tag.Key, ((TerraformValue.Literal)tag.Value).Value.ToString()!)) : [])
            .DistinctBy(tag => tag.Key)
            .SelectMany((tag, at) => new KeyValuePair<string, string>[]
            {
                new(string.Create(CultureInfo.InvariantCulture, $"TagSpecification.1.Tag.{at + 1}.Key"), tag.Key),
                new(string.Create(CultureInfo.InvariantCulture, $"TagSpecification.1.Tag.{at + 1}.Value"), tag.Value),
            })
            .Prepend(new("TagSpecification.1.ResourceType", kind));
    }
}

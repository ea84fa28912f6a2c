namespace Lumina.Environments.Aws.Tests;

/// <summary>Everything that lives in a moto of the types that the tests make, asked by the AWS CLI: our own discovery is not believed here.</summary>
internal static class AwsInventory
{
    private static readonly string[][] Questions =
    [
        ["ec2", "describe-vpcs", "--query", "Vpcs[].VpcId"],
        ["ec2", "describe-subnets", "--query", "Subnets[].SubnetId"],
        ["ec2", "describe-security-groups", "--query", "SecurityGroups[].GroupId"],
        ["ec2", "describe-security-group-rules", "--query", "SecurityGroupRules[].SecurityGroupRuleId"],
        ["ec2", "describe-internet-gateways", "--query", "InternetGateways[].InternetGatewayId"],
        ["ec2", "describe-route-tables", "--query", "RouteTables[].RouteTableId"],
        ["ec2", "describe-nat-gateways", "--filter", "Name=state,Values=pending,available", "--query", "NatGateways[].NatGatewayId"],
        ["ec2", "describe-addresses", "--query", "Addresses[].AllocationId"],
        ["ec2", "describe-instances", "--filters", "Name=instance-state-name,Values=pending,running,stopping,stopped", "--query", "Reservations[].Instances[].InstanceId"],
        ["ec2", "describe-volumes", "--query", "Volumes[].VolumeId"],
        ["ec2", "describe-launch-templates", "--query", "LaunchTemplates[].LaunchTemplateId"],
        ["autoscaling", "describe-auto-scaling-groups", "--query", "AutoScalingGroups[].AutoScalingGroupName"],
        ["elbv2", "describe-load-balancers", "--query", "LoadBalancers[].LoadBalancerArn"],
        ["elbv2", "describe-target-groups", "--query", "TargetGroups[].TargetGroupArn"],
        ["rds", "describe-db-instances", "--query", "DBInstances[].DBInstanceIdentifier"],
        ["rds", "describe-db-subnet-groups", "--query", "DBSubnetGroups[].DBSubnetGroupName"],
        ["rds", "describe-db-parameter-groups", "--query", "DBParameterGroups[].DBParameterGroupName"],
        ["dynamodb", "list-tables", "--query", "TableNames"],
        ["iam", "list-roles", "--query", "Roles[].RoleName"],
        ["iam", "list-instance-profiles", "--query", "InstanceProfiles[].InstanceProfileName"],
        ["s3api", "list-buckets", "--query", "Buckets[].Name"],
        ["sqs", "list-queues", "--query", "QueueUrls"],
        ["sns", "list-topics", "--query", "Topics[].TopicArn"],
        ["logs", "describe-log-groups", "--query", "logGroups[].logGroupName"],
        ["cloudwatch", "describe-alarms", "--query", "MetricAlarms[].AlarmName"],
        ["cloudwatch", "list-dashboards", "--query", "DashboardEntries[].DashboardName"],
        ["events", "list-rules", "--query", "Rules[].Name"],
        ["apigatewayv2", "get-apis", "--query", "Items[].ApiId"],
        ["route53", "list-hosted-zones", "--query", "HostedZones[].Id"],
        ["ssm", "describe-parameters", "--query", "Parameters[].Name"],
        ["secretsmanager", "list-secrets", "--query", "SecretList[].Name"],
    ];

    /// <summary>Each thing with what was asked for it, of all services or of some.</summary>
    public static async Task<string[]> TakeAsync(MotoServer moto, params string[] services)
    {
        List<string> things = [];

        // Two at a time: the CLI takes a second to start.
        foreach (string[][] questions in Questions.Where(question => services.Length == 0 || services.Contains(question[0], StringComparer.Ordinal)).Chunk(2))
        {
            string[][] answers = await Task.WhenAll(questions.Select(async question =>
                (await moto.AskAsync(question)) is { ValueKind: System.Text.Json.JsonValueKind.Array } answer
                    ? answer.EnumerateArray().Select(thing => $"{question[0]} {question[1]} {thing}").ToArray()
                    : []));
            things.AddRange(answers.SelectMany(answer => answer));
        }

        return [.. things.Order(StringComparer.Ordinal)];
    }
}

using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>A fixed number of EC2 instances, spread over the private subnets.</summary>
internal static class InstancesConfiguration
{
    public const string IdsOutput = "instanceIds";
    public const string AddressesOutput = "instanceAddresses";

    public static bool Wants(InfrastructureSpec spec) => spec is { AutoScaling: null, InstanceCount: > 0 };

    public static void Write(InfrastructureSpec spec, AwsComponent component, AwsNetwork network)
    {
        TerraformValue image = MachineImage.Write(spec, component);
        TerraformValue groups = MachineSecurity.Write(spec, component, network);
        TerraformValue? userData = UserData.Of(spec, component);
        TerraformAddress[] instances = [.. Enumerable.Range(0, spec.InstanceCount).Select(Instance)];
        component.Output(IdsOutput, TerraformValue.List([.. instances.Select(instance => (TerraformValue)TerraformExpression.Attribute(instance, "id"))]));
        component.Output(AddressesOutput, TerraformValue.List([.. instances.Select(instance => (TerraformValue)TerraformExpression.Attribute(instance, "private_ip"))]));

        TerraformAddress Instance(int index)
        {
            string role = string.Create(CultureInfo.InvariantCulture, $"instance-{index}");
            TerraformAddress address = component.Tagged("aws_instance", role, new TerraformBlock
            {
                ["ami"] = image,
                ["instance_type"] = MachineImage.InstanceType(spec),
                ["subnet_id"] = network.PrivateSubnetId(index),
                ["vpc_security_group_ids"] = groups,
                ["user_data_base64"] = userData,
                ["metadata_options"] = TerraformValue.List(Metadata),
                ["root_block_device"] = TerraformValue.List(new TerraformBlock
                {
                    ["encrypted"] = true,
                    ["volume_type"] = "gp3",
                    ["volume_size"] = MachineImage.VolumeGib,
                    ["tags"] = TerraformValue.MapOf(component.AllTags(component.Address("aws_instance", role), role)),
                }),

                // A newer image, another order in which AWS lists subnets, or another text in a file is no reason to replace or stop a machine that runs.
                ["lifecycle"] = TerraformValue.List(new TerraformBlock { ["ignore_changes"] = TerraformValue.List("ami", "subnet_id", "user_data_base64") }),
            });
            component.Untagged("aws_ec2_instance_state", role, new TerraformBlock
            {
                ["count"] = component.OnceStopped(),
                ["instance_id"] = TerraformExpression.Attribute(address, "id"),
                ["state"] = component.WhenStopped("stopped", "running"),
            });
            if (spec.LoadBalancer is not null)
            {
                component.Untagged("aws_lb_target_group_attachment", role, new TerraformBlock
                {
                    ["target_group_arn"] = LoadBalancerConfiguration.TargetGroupArn(component),
                    ["target_id"] = TerraformExpression.Attribute(address, "id"),
                    ["port"] = LoadBalancerConfiguration.MachinePort,
                });
            }

            return address;
        }
    }

    /// <summary>Tokens only (IMDSv2), and not for containers on the machine.</summary>
    internal static TerraformBlock Metadata => new() { ["http_endpoint"] = "enabled", ["http_tokens"] = "required", ["http_put_response_hop_limit"] = 1 };
}

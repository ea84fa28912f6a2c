namespace Lumina.Environments.Aws;

/// <summary>A number of EC2 instances that follows the load: a launch template, an auto-scaling group and its policy.</summary>
internal static class ScalingGroupConfiguration
{
    public const string NameOutput = "scalingGroup";

    /// <summary>The type of terraform's resource.</summary>
    public const string GroupType = "aws_autoscaling_group";

    // The device of the image's root volume: settings of another would add a second volume.
    private const string RootDevice = "/dev/xvda";

    private static readonly string[] LaunchedTypes = ["instance", "volume", "network-interface"];

    public static void Write(InfrastructureSpec spec, AutoScalingSpec scaling, AwsComponent component, AwsNetwork network)
    {
        TerraformAddress template = WriteTemplate(spec, component, network);
        TerraformAddress address = component.Address(GroupType);
        component.Untagged(GroupType, "", new TerraformBlock
        {
            ["name"] = component.PlatformName("", 255),
            ["min_size"] = component.WhenStopped(0, scaling.Minimum),
            ["max_size"] = component.WhenStopped(0, scaling.Maximum),
            ["desired_capacity"] = spec.InstanceCount > 0 ? spec.InstanceCount : scaling.Minimum,

            // Terraform would wait for the number that it knows, which is not that of a group that was stopped.
            ["wait_for_capacity_timeout"] = component.WhenStopped("0", "10m"),
            ["vpc_zone_identifier"] = network.PrivateSubnetIds,
            ["target_group_arns"] = spec.LoadBalancer is null ? null : TerraformValue.List(LoadBalancerConfiguration.TargetGroupArn(component)),
            ["launch_template"] = TerraformValue.List(new TerraformBlock
            {
                ["id"] = TerraformExpression.Attribute(template, "id"),
                ["version"] = "$Latest",
            }),
            ["tag"] = TerraformValue.List([.. component.AllTags(address, "").Select(Tag)]),

            // That number is the policy's from then on.
            ["lifecycle"] = TerraformValue.List(new TerraformBlock { ["ignore_changes"] = TerraformValue.List("desired_capacity") }),
        });
        component.Untagged("aws_autoscaling_policy", "", new TerraformBlock
        {
            ["name"] = component.PlatformName("", 255),
            ["autoscaling_group_name"] = TerraformExpression.Attribute(address, "name"),
            ["policy_type"] = "TargetTrackingScaling",
            ["target_tracking_configuration"] = TerraformValue.List(new TerraformBlock
            {
                ["target_value"] = scaling.TargetCpuPercent,
                ["predefined_metric_specification"] = TerraformValue.List(new TerraformBlock { ["predefined_metric_type"] = "ASGAverageCPUUtilization" }),
            }),
        });
        component.Output(NameOutput, TerraformExpression.Attribute(address, "name"));
    }

    private static TerraformAddress WriteTemplate(InfrastructureSpec spec, AwsComponent component, AwsNetwork network)
    {
        IReadOnlyDictionary<string, TerraformValue> tags = component.AllTags(component.Address(GroupType), "");
        return component.Tagged("aws_launch_template", "", new TerraformBlock
        {
            ["name"] = component.PlatformName("", 128),
            ["image_id"] = MachineImage.Write(spec, component),
            ["instance_type"] = MachineImage.InstanceType(spec),
            ["vpc_security_group_ids"] = MachineSecurity.Write(spec, component, network),
            ["user_data"] = UserData.Of(spec, component),
            ["metadata_options"] = TerraformValue.List(InstancesConfiguration.Metadata),
            ["block_device_mappings"] = TerraformValue.List(new TerraformBlock
            {
                ["device_name"] = RootDevice,
                ["ebs"] = TerraformValue.List(new TerraformBlock { ["encrypted"] = "true", ["volume_type"] = "gp3", ["volume_size"] = MachineImage.VolumeGib, ["delete_on_termination"] = "true" }),
            }),
            ["tag_specifications"] = TerraformValue.List([.. LaunchedTypes.Select(type => (TerraformValue)new TerraformBlock { ["resource_type"] = type, ["tags"] = TerraformValue.MapOf(tags) })]),
            ["lifecycle"] = TerraformValue.List(new TerraformBlock { ["ignore_changes"] = TerraformValue.List("image_id", "user_data") }),
        });
    }

    private static TerraformValue Tag(KeyValuePair<string, TerraformValue> tag) =>
        new TerraformBlock { ["key"] = tag.Key, ["value"] = tag.Value, ["propagate_at_launch"] = true };
}

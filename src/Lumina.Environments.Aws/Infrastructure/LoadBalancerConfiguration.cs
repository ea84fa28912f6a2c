using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>An application load balancer before the machines: in the private subnets, or where it is public in the public ones.</summary>
internal static class LoadBalancerConfiguration
{
    public const string HostOutput = "loadBalancerHost";

    /// <summary>Where machines answer, whatever the port at which the load balancer was asked.</summary>
    public const int MachinePort = 80;

    private const string Role = "load-balancer";
    private const int FewestSubnets = 2;

    public static TerraformValue TargetGroupArn(AwsComponent component) => TerraformExpression.Attribute(component.Address("aws_lb_target_group"), "arn");

    public static TerraformValue SecurityGroupId(AwsComponent component) => TerraformExpression.Attribute(component.Address("aws_security_group", Role), "id");

    /// <summary>The listener's role within the infrastructure.</summary>
    public static string ListenerRole(int port) => string.Create(CultureInfo.InvariantCulture, $"listener-{port}");

    public static bool HasMachines(InfrastructureSpec spec) => spec.InstanceCount > 0 || spec.AutoScaling is not null;

    public static void Write(InfrastructureSpec spec, LoadBalancerSpec balancer, AwsComponent component, AwsNetwork network)
    {
        CheckSubnets(balancer, component, network);
        TerraformAddress address = component.Tagged("aws_lb", "", new TerraformBlock
        {
            ["name"] = component.PlatformName("", 32),
            ["load_balancer_type"] = "application",
            ["internal"] = !balancer.Public,
            ["subnets"] = balancer.Public ? network.PublicSubnetIds : network.PrivateSubnetIds,
            ["security_groups"] = WriteSecurity(spec, balancer, component, network),
            ["drop_invalid_header_fields"] = true,
            ["depends_on"] = balancer.Public ? network.WayIn : null,
        });
        TerraformValue? certificate = spec.Domain is { Tls: true } domain ? DomainConfiguration.WriteCertificate(domain, component) : null;
        if (HasMachines(spec))
        {
            component.Tagged("aws_lb_target_group", "", TargetGroup(spec, component, network));
        }

        foreach (Listener listener in Listener.Of(spec))
        {
            component.Tagged("aws_lb_listener", ListenerRole(listener.Port), new TerraformBlock
            {
                ["load_balancer_arn"] = TerraformExpression.Attribute(address, "arn"),
                ["port"] = listener.Port,
                ["protocol"] = listener.IsTls ? "HTTPS" : "HTTP",
                ["ssl_policy"] = listener.IsTls ? (TerraformValue)"ELBSecurityPolicy-TLS13-1-2-2021-06" : null,
                ["certificate_arn"] = listener.IsTls ? certificate : null,
                ["default_action"] = TerraformValue.List(listener.Redirects ? ToTls : HasMachines(spec) ? ToMachines(component) : Nothing),
            });
        }

        component.Output(HostOutput, TerraformExpression.Attribute(address, "dns_name"));
    }

    private static TerraformBlock ToTls => new()
    {
        ["type"] = "redirect",
        ["redirect"] = TerraformValue.List(new TerraformBlock { ["protocol"] = "HTTPS", ["port"] = "443", ["status_code"] = "HTTP_301" }),
    };

    private static TerraformBlock Nothing => new()
    {
        ["type"] = "fixed-response",
        ["fixed_response"] = TerraformValue.List(new TerraformBlock { ["content_type"] = "text/plain", ["message_body"] = "Nothing is here.", ["status_code"] = "404" }),
    };

    private static TerraformBlock ToMachines(AwsComponent component) => new() { ["type"] = "forward", ["target_group_arn"] = TargetGroupArn(component) };

    private static TerraformBlock TargetGroup(InfrastructureSpec spec, AwsComponent component, AwsNetwork network) => new()
    {
        ["name"] = component.PlatformName("", 32),
        ["vpc_id"] = network.VpcId,
        ["port"] = MachinePort,
        ["protocol"] = "HTTP",
        ["target_type"] = "instance",
        ["deregistration_delay"] = "30",
        ["health_check"] = TerraformValue.List(new TerraformBlock
        {
            ["path"] = spec.HealthCheck is { } check && check.Type == HealthCheckType.Http ? check.Path : "/",
            ["matcher"] = "200-399",
            ["interval"] = 10,
            ["timeout"] = 5,
            ["healthy_threshold"] = 2,
            ["unhealthy_threshold"] = 3,
        }),
    };

    /// <summary>Open at its ports: to the world where it is public, to its network where not. A group <c>load-balancer</c> of the network says otherwise.</summary>
    private static TerraformValue WriteSecurity(InfrastructureSpec spec, LoadBalancerSpec balancer, AwsComponent component, AwsNetwork network)
    {
        TerraformValue group = TerraformExpression.Attribute(SecurityGroupConfiguration.WriteGroup(component, Role, network.VpcId), "id");
        SecurityGroupConfiguration.WriteRule(component, "egress", Role, group, new SecurityRuleSpec(0, 65_535), block: network.Cidr);
        if (network.FindSecurityGroup(Role) is { } given)
        {
            return TerraformValue.List(group, given);
        }

        TerraformValue callers = balancer.Public ? "0.0.0.0/0" : network.Cidr;
        foreach (int port in Listener.Of(spec).Select(listener => listener.Port))
        {
            SecurityGroupConfiguration.WriteRule(component, "ingress", $"{Role}-{ListenerRole(port)}", group, new SecurityRuleSpec(port, port), block: callers);
        }

        return TerraformValue.List(group);
    }

    // Seen here and not before, since a component's own obstacles know nothing of its neighbours.
    private static void CheckSubnets(LoadBalancerSpec balancer, AwsComponent component, AwsNetwork network)
    {
        if (network.Spec is not { } spec)
        {
            return;
        }

        int fitting = spec.Subnets.Count(subnet => subnet.Public == balancer.Public);
        if (balancer.Public && fitting < FewestSubnets)
        {
            component.AddFault("loadBalancer", $"A public load balancer needs {FewestSubnets} public subnets in different zones, and the network has {fitting}.", "Add public subnets and set internetGateway, or make the load balancer one that is not public.");
        }
        else if ((fitting > 0 ? fitting : spec.Subnets.Count) < FewestSubnets)
        {
            component.AddFault("loadBalancer", $"A load balancer needs {FewestSubnets} subnets in different zones, and the network has one that fits.", "Add a private subnet to it.");
        }
    }
}

using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>
/// A service behind the environment's load balancer: each of its ports leads to one service, whole, since a path in front of a service's own would not be what the service knows.
/// Where the load balancer listens at the port by its own spec, a rule leads on; else a listener is made.
/// </summary>
internal sealed class LoadBalancedService
{
    public const string HostOutput = "loadBalancerHost";

    private readonly ServiceSpec _spec;
    private readonly InfrastructureSpec _infrastructure;
    private readonly AwsComponent _component;

    private LoadBalancedService(ServiceSpec spec, InfrastructureSpec infrastructure, AwsComponent component) => (_spec, _infrastructure, _component) = (spec, infrastructure, component);

    /// <summary>Whether callers outside reach it.</summary>
    public bool IsPublic => _infrastructure.LoadBalancer!.Public;

    /// <summary>The ports by endpoint.</summary>
    public IReadOnlyList<KeyValuePair<EndpointSpec, LoadBalancerPort>> Ports => PortsOf(_spec);

    /// <summary>Null where the environment has no load balancer, or the service nothing that one takes.</summary>
    public static LoadBalancedService? For(ServiceSpec spec, AwsComponent component)
    {
        if (component.Find<InfrastructureSpec>() is not { LoadBalancer: not null } infrastructure || !spec.Endpoints.Any(LoadBalancerPort.Takes))
        {
            return null;
        }

        return new LoadBalancedService(spec, infrastructure, component);
    }

    /// <summary>Writes target groups, rules and listeners.</summary>
    /// <param name="network">The network of both.</param>
    /// <returns>What the service of ECS says of it, and what must be there before that.</returns>
    public (TerraformValue[] Targets, TerraformValue[] Before) Write(AwsNetwork network)
    {
        CheckPorts();
        List<TerraformValue> targets = [];
        Dictionary<int, TerraformValue> groups = [];
        foreach (int port in Ports.Select(port => port.Value.ContainerPort).Distinct())
        {
            TerraformValue group = TerraformExpression.Attribute(WriteTargetGroup(port, network), "arn");
            groups.Add(port, group);
            targets.Add(new TerraformBlock { ["target_group_arn"] = group, ["container_name"] = TaskDefinition.ContainerName, ["container_port"] = port });
        }

        TerraformValue[] before = [.. Ports.Select(port => port.Value).DistinctBy(port => port.Port).Select(port => (TerraformValue)(port.IsListening ? WriteRule(port, groups[port.ContainerPort]) : WriteListener(port, groups[port.ContainerPort], network)))];
        _component.Output(HostOutput, _infrastructure.Domain is { } domain ? Encode(domain.Name) : TerraformExpression.Attribute(LoadBalancer("aws_lb"), "dns_name"));
        return ([.. targets], before);
    }

    private TerraformAddress WriteTargetGroup(int port, AwsNetwork network)
    {
        string role = Role("target", port);
        HealthCheckSpec? check = _spec.HealthCheck is { } given && given.Type == HealthCheckType.Http ? given : null;
        return _component.Tagged("aws_lb_target_group", role, new TerraformBlock
        {
            ["name"] = _component.PlatformName(role, 32),
            ["vpc_id"] = network.VpcId,
            ["target_type"] = "ip",
            ["port"] = port,
            ["protocol"] = "HTTP",
            ["deregistration_delay"] = "15",
            ["health_check"] = TerraformValue.List(new TerraformBlock
            {
                ["path"] = check?.Path ?? "/",

                // Without a check of its own, whatever answers is alive.
                ["matcher"] = check is null ? "200-499" : "200-399",
                ["interval"] = 10,
                ["timeout"] = 5,
                ["healthy_threshold"] = 2,
                ["unhealthy_threshold"] = 3,
            }),
        });
    }

    private TerraformAddress WriteRule(LoadBalancerPort port, TerraformValue group) => _component.Tagged("aws_lb_listener_rule", Role("rule", port.Port), new TerraformBlock
    {
        ["listener_arn"] = TerraformExpression.Attribute(LoadBalancer("aws_lb_listener", Role("listener", port.Port)), "arn"),
        ["priority"] = 1000,
        ["condition"] = TerraformValue.List(new TerraformBlock { ["path_pattern"] = TerraformValue.List(new TerraformBlock { ["values"] = TerraformValue.List("/*") }) }),
        ["action"] = TerraformValue.List(Forward(group)),
    });

    private TerraformAddress WriteListener(LoadBalancerPort port, TerraformValue group, AwsNetwork network)
    {
        _component.Tagged("aws_vpc_security_group_ingress_rule", Role("listener", port.Port), new TerraformBlock
        {
            ["security_group_id"] = TerraformExpression.Attribute(LoadBalancer("aws_security_group", "load-balancer"), "id"),
            ["ip_protocol"] = "tcp",
            ["from_port"] = port.Port,
            ["to_port"] = port.Port,
            ["cidr_ipv4"] = IsPublic ? "0.0.0.0/0" : network.Cidr,
        });
        return _component.Tagged("aws_lb_listener", Role("listener", port.Port), new TerraformBlock
        {
            ["load_balancer_arn"] = TerraformExpression.Attribute(LoadBalancer("aws_lb"), "arn"),
            ["port"] = port.Port,
            ["protocol"] = port.IsTls ? "HTTPS" : "HTTP",
            ["ssl_policy"] = port.IsTls ? (TerraformValue)"ELBSecurityPolicy-TLS13-1-2-2021-06" : null,
            ["certificate_arn"] = port.IsTls ? Certificate : null,
            ["default_action"] = TerraformValue.List(Forward(group)),
        });
    }

    private TerraformValue Certificate => _infrastructure.Domain!.Certificate is { } given
        ? given
        : TerraformExpression.Attribute(LoadBalancer("aws_acm_certificate_validation", "certificate"), "certificate_arn");

    private IReadOnlyList<KeyValuePair<EndpointSpec, LoadBalancerPort>> PortsOf(ServiceSpec spec) =>
        [.. ServicePorts.Of(spec).Where(port => LoadBalancerPort.Takes(port.Key)).Select(port => new KeyValuePair<EndpointSpec, LoadBalancerPort>(port.Key, LoadBalancerPort.Of(port.Key, port.Value, _infrastructure)))];

    // Seen here and not before, since a component's own obstacles know nothing of its neighbours.
    private void CheckPorts()
    {
        foreach (EndpointSpec endpoint in Ports.Select(port => port.Key).Where(endpoint => endpoint.Secured && _infrastructure.Domain is not { Tls: true }))
        {
            _component.AddFault(
                string.Create(CultureInfo.InvariantCulture, $"endpoints[{_spec.Endpoints.ToList().IndexOf(endpoint)}].secured"),
                $"Endpoint '{endpoint.Name}' of service '{_spec.Name}' is to be secured, and the load balancer has no certificate.",
                "Give the infrastructure a domain with tls, or take secured from the endpoint.");
        }

        HashSet<int> own = [.. Ports.Select(port => port.Value.Port)];
        foreach (ServiceSpec other in _component.Components.OfType<ServiceSpec>().Where(other => other.ComponentName != _spec.ComponentName && EcsServiceConfiguration.ImageOf(other) is not null))
        {
            if (PortsOf(other).FirstOrDefault(port => own.Contains(port.Value.Port)).Value is { } shared)
            {
                _component.AddFault("endpoints", string.Create(CultureInfo.InvariantCulture, $"The services '{_spec.Name}' and '{other.Name}' are both to be at port {shared.Port} of the load balancer."), "Give their endpoints different ports.");
            }
        }
    }

    private TerraformAddress LoadBalancer(string type, string role = "") => TerraformAddress.For(type, _infrastructure.ComponentName, role);

    private static TerraformBlock Forward(TerraformValue group) => new() { ["type"] = "forward", ["target_group_arn"] = group };

    private static string Role(string what, int port) => string.Create(CultureInfo.InvariantCulture, $"{what}-{port}");

    private static string Encode(string domain) => new IdnMapping().GetAscii(domain.TrimEnd('.')).ToLowerInvariant();
}

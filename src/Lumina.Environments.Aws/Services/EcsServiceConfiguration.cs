using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>
/// A container image on ECS Fargate. Its HTTP endpoints are behind the environment's load balancer, and from outside they are reached where that is public; from the network all endpoints are
/// reached by a name of the service's own. What is secret among its settings is in the parameter store, and the task definition only names it.
/// </summary>
internal sealed class EcsServiceConfiguration : IAwsConfiguration<ServiceSpec>
{
    private const string Network = "internal";

    /// <summary>The image that the service is made from; null for none.</summary>
    public static ImageSource? ImageOf(ServiceSpec spec) => spec.Sources.OfType<ImageSource>().FirstOrDefault();

    public bool Takes(ServiceSpec spec) => !spec.IsExternal;

    public IEnumerable<SpecificationFault> FindObstacles(ServiceSpec spec, AwsOptions options)
    {
        if (ImageOf(spec) is null)
        {
            yield return new("sources", $"Service '{spec.Name}' is no image, and nothing is built on AWS.", "Push an image to a registry, ECR say, and name it among the sources (ServiceSource.Image).");
        }

        if (!spec.Run.IsAlways)
        {
            yield return new("run", $"Service '{spec.Name}' does not always run (run: {spec.Run}), and an ECS service does.", "Run it from where the environment is made, or let it always run and see to its times itself.");
        }

        if (FargateSize.For(spec.Container?.Cpus, spec.Container?.MemoryMib) is null)
        {
            string size = FargateSize.For(spec.Container!.Cpus, memoryMib: null) is null ? "cpus" : "memoryMib";
            yield return new($"container.{size}", "Fargate has no machine of that size.", "The largest has 16 processors and 122,880 MiB.");
        }

        if (spec.Container is { Files.Count: > 0 })
        {
            yield return new("container.files", "container.files are not put into a container on AWS.", "Put them into the image.");
        }

        if (spec.Container is { Mounts.Count: > 0 })
        {
            yield return new("container.mounts", "container.mounts are not made on AWS.", "Leave them out, or keep what is in them in a resource of type s3.");
        }

        if (spec.Container is { Aliases.Count: > 0 })
        {
            yield return new("container.aliases", "container.aliases are not made on AWS.", "Take the address that the service's outputs give.");
        }

        if (spec.HealthCheck is { } check && check.Type == HealthCheckType.Command)
        {
            yield return new("healthCheck.type", "No command is run within a container on AWS.", "Take a health check by HTTP.");
        }

        for (int i = 0; i < spec.Endpoints.Count; i++)
        {
            if (spec.Endpoints[i].Secured && !LoadBalancerPort.Takes(spec.Endpoints[i]))
            {
                yield return new(
                    string.Create(CultureInfo.InvariantCulture, $"endpoints[{i}].secured"),
                    $"Endpoint '{spec.Endpoints[i].Name}' is to be secured, and TLS ends at a load balancer for HTTP and WebSocket alone.",
                    "Take secured from it, and let the service speak TLS itself over tcp.");
            }
        }
    }

    /// <summary>An address outside is a public load balancer's, which a service alone can't know.</summary>
    private static void CheckReach(ServiceSpec spec, AwsComponent component)
    {
        if (spec.MustBeReachableFrom.HasFlag(Vantage.Host) && (component.Find<InfrastructureSpec>()?.LoadBalancer is not { Public: true } || !spec.Endpoints.All(LoadBalancerPort.Takes)))
        {
            component.AddFault("mustBeReachableFrom", "it must be reachable from Host, and only what a public load balancer takes is: endpoints of HTTP and WebSocket.", "Give the infrastructure a public loadBalancer, and the service no other endpoints.");
        }
    }

    public IEnumerable<NotApplicableSetting> FindNotApplicable(ServiceSpec spec)
    {
        if (spec.Container is { } container && (container.Cpus ?? container.MemoryMib) is not null && FargateSize.For(container.Cpus, container.MemoryMib) is { } size)
        {
            yield return new("container", string.Create(CultureInfo.InvariantCulture, $"the limits hold as they are, in a machine of Fargate that has {size.CpuUnits / 1024.0:0.##} processors and {size.MemoryMib} MiB"));
        }

        if (spec.Container is { CopyOnFailure.Count: > 0 })
        {
            yield return new("container.copyOnFailure", "no files are copied out of a container on AWS");
        }
    }

    public TimeSpan EstimateDuration(ServiceSpec spec) => TimeSpan.FromMinutes(3);

    /// <summary>From outside where the environment's load balancer is public, which is seen when it is written.</summary>
    public Vantage ReachableFrom(ServiceSpec spec, AwsOptions options) => spec.Endpoints.Any(LoadBalancerPort.Takes) ? Vantage.Everywhere : Vantage.Network;

    public void Write(ServiceSpec spec, AwsComponent component)
    {
        AwsNetwork network = AwsNetwork.For(component);
        LoadBalancedService? balanced = LoadBalancedService.For(spec, component);
        CheckHealth(spec, component, balanced);
        CheckReach(spec, component);
        AwsAccess access = AwsAccess.Write(component, network);
        access.AllowOut();
        foreach (int port in ServicePorts.Of(spec).Select(port => port.Value).Distinct())
        {
            access.AllowNetwork(port);
        }

        (TerraformValue[] targets, TerraformValue[] before) = balanced?.Write(network) ?? ([], []);
        (TerraformAddress definition, TerraformAddress policy) = TaskDefinition.Write(spec, ImageOf(spec)!, component);
        TerraformAddress cluster = component.Tagged("aws_ecs_cluster", "", new TerraformBlock { ["name"] = component.ExternalName });
        component.Tagged("aws_ecs_service", "", new TerraformBlock
        {
            ["name"] = component.ExternalName,
            ["cluster"] = TerraformExpression.Attribute(cluster, "arn"),
            ["task_definition"] = TerraformExpression.Attribute(definition, "arn"),
            ["launch_type"] = "FARGATE",
            ["desired_count"] = component.WhenStopped(0, spec.Replicas),
            ["propagate_tags"] = "SERVICE",
            ["force_delete"] = true,
            ["wait_for_steady_state"] = true,
            ["deployment_circuit_breaker"] = TerraformValue.List(new TerraformBlock { ["enable"] = true, ["rollback"] = false }),
            ["network_configuration"] = TerraformValue.List(Placement(component, network, access)),
            ["load_balancer"] = targets.Length > 0 ? TerraformValue.List(targets) : null,
            ["service_registries"] = spec.Endpoints.Count > 0 ? TerraformValue.List(new TerraformBlock { ["registry_arn"] = WriteName(spec, component, network) }) : null,
            ["depends_on"] = TerraformValue.List([.. before, policy, .. WayOut(network)]),
        });
    }

    public ComponentOutputs Read(ServiceSpec spec, AwsComponent component, AwsValues values)
    {
        LoadBalancedService? balanced = LoadBalancedService.For(spec, component);
        ComponentOutputs outputs = ComponentOutputs.Empty;
        foreach ((EndpointSpec endpoint, int port) in ServicePorts.Of(spec))
        {
            string own = string.Create(CultureInfo.InvariantCulture, $"{(endpoint with { Secured = false }).Scheme}://{spec.Name}.{Domain(component)}:{port}");
            outputs = outputs.With(endpoint.Name, own, Vantage.Network);
        }

        foreach ((EndpointSpec endpoint, LoadBalancerPort port) in balanced?.Ports ?? [])
        {
            outputs = outputs.With(endpoint.Name, port.Address(endpoint, values.Get(LoadBalancedService.HostOutput)), balanced!.IsPublic ? Vantage.Host : Vantage.Network);
        }

        return outputs;
    }

    /// <summary>A name within the network that leads to the containers.</summary>
    private static TerraformExpression WriteName(ServiceSpec spec, AwsComponent component, AwsNetwork network)
    {
        TerraformAddress domain = component.Tagged("aws_service_discovery_private_dns_namespace", "", new TerraformBlock { ["name"] = Domain(component), ["vpc"] = network.VpcId });
        TerraformAddress name = component.Tagged("aws_service_discovery_service", "", new TerraformBlock
        {
            ["name"] = spec.Name,
            ["dns_config"] = TerraformValue.List(new TerraformBlock
            {
                ["namespace_id"] = TerraformExpression.Attribute(domain, "id"),
                ["routing_policy"] = "MULTIVALUE",
                ["dns_records"] = TerraformValue.List(new TerraformBlock { ["type"] = "A", ["ttl"] = 10 }),
            }),
            ["force_destroy"] = true,
        });
        return TerraformExpression.Attribute(name, "arn");
    }

    private static string Domain(AwsComponent component) => $"{component.ExternalName}.{Network}";

    /// <summary>In private subnets that have a way out, else in public ones, with a public address that nobody may come in by: ECS must get the image.</summary>
    private static TerraformBlock Placement(AwsComponent component, AwsNetwork network, AwsAccess access)
    {
        bool isPrivate = network.Spec is { NatGateway: true };
        if (network.Spec is { NatGateway: false, InternetGateway: false })
        {
            component.AddFault("", $"{component.Name} can't get its image: the environment's network has neither a NAT gateway nor an internet gateway.", "Set the network's natGateway or internetGateway.");
        }

        return new()
        {
            ["subnets"] = isPrivate ? network.PrivateSubnetIds : network.PublicSubnetIds,
            ["security_groups"] = access.GroupIds,
            ["assign_public_ip"] = !isPrivate,
        };
    }

    /// <summary>What must be there before the image can be got, and goes after what uses it.</summary>
    private static IEnumerable<TerraformValue> WayOut(AwsNetwork network)
    {
        if (network.Spec is { } spec)
        {
            yield return TerraformAddress.For(spec.NatGateway ? "aws_nat_gateway" : "aws_internet_gateway", spec.ComponentName);
        }
    }

    // Seen here and not before, since a component's own obstacles know nothing of its neighbours.
    private static void CheckHealth(ServiceSpec spec, AwsComponent component, LoadBalancedService? balanced)
    {
        if (spec.HealthCheck is not { } check || (check.Type != HealthCheckType.Http && check.Type != HealthCheckType.Tcp))
        {
            return;
        }

        EndpointSpec? endpoint = spec.Endpoints.FirstOrDefault(endpoint => check.Endpoint is null || endpoint.Name == check.Endpoint);
        if (endpoint is null || balanced is not { IsPublic: true } || !LoadBalancerPort.Takes(endpoint))
        {
            component.AddFault("healthCheck", $"The health check of service '{spec.Name}' asks an endpoint that can be reached from its network alone.", "Give the infrastructure a load balancer that is public and the endpoint HTTP, or leave the health check out.");
        }
    }
}

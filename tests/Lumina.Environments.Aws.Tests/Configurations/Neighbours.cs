namespace Lumina.Environments.Aws.Tests;

/// <summary>What databases, services and monitoring refer to of the network and the infrastructure, as small as it can be, with the addresses that the real ones have.</summary>
internal static class Neighbours
{
    private static readonly ComponentName Infrastructure = ComponentName.Infrastructure;
    private static readonly NetworkSpec Spec = ApplicationLab.Network;

    public static TerraformJson All() => WriteMachines(WriteLoadBalancer(WriteNatGateway(Network())));

    public static TerraformJson Network()
    {
        TerraformAddress vpc = AwsNetwork.VpcAddress(Spec);
        TerraformJson written = new TerraformJson()
            .Resource(vpc, new TerraformBlock { ["cidr_block"] = Spec.Cidr!, ["enable_dns_hostnames"] = true })
            .Resource(TerraformAddress.For("aws_internet_gateway", Spec.ComponentName), new TerraformBlock { ["vpc_id"] = Id(vpc) });
        for (int i = 0; i < Spec.Subnets.Count; i++)
        {
            written.Resource(AwsNetwork.SubnetAddress(Spec, Spec.Subnets[i].Name), new TerraformBlock
            {
                ["vpc_id"] = Id(vpc),
                ["cidr_block"] = Spec.Subnets[i].Cidr!,
                ["availability_zone"] = i % 2 == 0 ? "eu-central-1a" : "eu-central-1b",
            });
        }

        return written;
    }

    public static TerraformJson WriteNatGateway(TerraformJson written)
    {
        TerraformAddress address = TerraformAddress.For("aws_eip", Spec.ComponentName, "nat");
        return written
            .Resource(address, new TerraformBlock { ["domain"] = "vpc" })
            .Resource(TerraformAddress.For("aws_nat_gateway", Spec.ComponentName), new TerraformBlock { ["allocation_id"] = Id(address), ["subnet_id"] = Id(AwsNetwork.SubnetAddress(Spec, "front-a")) });
    }

    public static TerraformJson WriteLoadBalancer(TerraformJson written)
    {
        TerraformAddress group = TerraformAddress.For("aws_security_group", Infrastructure, "load-balancer");
        TerraformAddress balancer = TerraformAddress.For("aws_lb", Infrastructure);
        return written
            .Resource(group, new TerraformBlock { ["vpc_id"] = Id(AwsNetwork.VpcAddress(Spec)), ["name"] = "neighbour" })
            .Resource(balancer, new TerraformBlock
            {
                ["name"] = "neighbour",
                ["security_groups"] = TerraformValue.List(Id(group)),
                ["subnets"] = TerraformValue.List(Id(AwsNetwork.SubnetAddress(Spec, "front-a")), Id(AwsNetwork.SubnetAddress(Spec, "front-b"))),
            })
            .Resource(TerraformAddress.For("aws_lb_listener", Infrastructure, "listener-80"), new TerraformBlock
            {
                ["load_balancer_arn"] = Id(balancer),
                ["port"] = 80,
                ["default_action"] = TerraformValue.List(new TerraformBlock
                {
                    ["type"] = "fixed-response",
                    ["fixed_response"] = TerraformValue.List(new TerraformBlock { ["content_type"] = "text/plain", ["status_code"] = "404" }),
                }),
            });
    }

    public static TerraformJson WriteMachines(TerraformJson written)
    {
        for (int i = 0; i < ApplicationLab.Infrastructure.InstanceCount; i++)
        {
            written.Resource(TerraformAddress.For("aws_instance", Infrastructure, $"instance-{i}"), new TerraformBlock { ["ami"] = "ami-12c6146b", ["instance_type"] = "t3.micro" });
        }

        return written;
    }

    private static TerraformExpression Id(TerraformAddress address) => TerraformExpression.Attribute(address, "id");
}

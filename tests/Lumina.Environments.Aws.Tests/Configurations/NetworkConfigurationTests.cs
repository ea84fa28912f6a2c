namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
[Trait("Category", "Networking")]
public sealed class NetworkConfigurationTests
{
    private static readonly NetworkConfiguration Configuration = new();

    [Fact]
    public void A_network_is_what_its_snapshot_says() =>
        ConfigurationLab.ShouldMatch(Lab(InfrastructureLab.Network).Write(Configuration, InfrastructureLab.Network), "network");

    [Fact]
    public void Without_gateways_nothing_leads_out_or_in()
    {
        NetworkSpec spec = new() { Cidr = "10.0.0.0/16", Subnets = [new("a", "10.0.0.0/24"), new("b", "10.0.1.0/24")] };

        ConfigurationLab.ShouldMatch(Lab(spec).Write(Configuration, spec), "network-closed");
    }

    [Fact]
    public void A_rule_keeps_its_address_wherever_it_stands_and_is_written_once()
    {
        SecurityRuleSpec web = new(80, 80) { Cidr = "10.0.0.0/8" };
        SecurityRuleSpec all = new(0, 0) { Cidr = "10.1.0.0/16", Protocol = "all" };

        string one = Written(web, all);
        string other = Written(all with { ToPort = 65_535 }, web, web);

        other.Should().Be(one);

        string Written(params SecurityRuleSpec[] rules)
        {
            NetworkSpec spec = InfrastructureLab.Network with { SecurityGroups = [new SecurityGroupSpec("web") { Ingress = rules }] };
            return Lab(spec).Write(Configuration, spec).Configuration.ToString();
        }
    }

    [Fact]
    public void What_it_gives_are_its_identifiers()
    {
        AwsComponent component = Lab(InfrastructureLab.Network).Write(Configuration, InfrastructureLab.Network);

        ComponentOutputs outputs = Configuration.Read(InfrastructureLab.Network, component, InfrastructureLab.Answer(component));

        outputs.Select(output => (output.Name, output.Value)).Should().Equal(
            ("vpcId", "of vpcId"),
            ("subnet.front-a", "of subnet.front-a"),
            ("subnet.front-b", "of subnet.front-b"),
            ("subnet.back-a", "of subnet.back-a"),
            ("subnet.back-b", "of subnet.back-b"),
            ("securityGroup.web", "of securityGroup.web"),
            ("securityGroup.data", "of securityGroup.data"),
            ("cidr", "of cidr"));
        Configuration.FindObstacles(InfrastructureLab.Network, new AwsOptions()).Should().BeEmpty();
        Configuration.FindNotApplicable(InfrastructureLab.Network).Should().BeEmpty();
    }

    [Fact]
    public void What_AWS_can_not_do_is_said_all_at_once()
    {
        NetworkSpec spec = new()
        {
            Cidr = "10.0.0.0/8",
            NatGateway = true,
            Subnets = [new("six", "fd00::/64"), new("front", "10.0.0.0/24") { Public = true }],
            SecurityGroups = [new("web") { Ingress = [new(80, 80) { Protocol = "all", Cidr = "0.0.0.0/0" }], Egress = [new(8, 8) { Protocol = "icmp", Group = "web" }] }],
        };

        Configuration.FindObstacles(spec, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Equal(
            "cidr: The network has 10.0.0.0/8, and AWS takes blocks of IPv4 from /16 to /28. Take one of those.",
            "subnets[0].cidr: Subnet 'six' has fd00::/64, and AWS takes blocks of IPv4 from /16 to /28. Take one of those.",
            "subnets[1].public: Subnet 'front' is public, and the network has no internet gateway. Set internetGateway, or make the subnet private.",
            "securityGroups[0].ingress[0]: Security group 'web' has a rule for all with ports 80 to 80, and on AWS such a rule has no ports. Write 0 to 65535, or tcp and udp.",
            "securityGroups[0].egress[0]: Security group 'web' has a rule for icmp with ports 8 to 8, and on AWS such a rule has no ports. Write 0 to 65535, or tcp and udp.");
        Configuration.FindObstacles(new NetworkSpec { NatGateway = true, Cidr = "10.0.0.0/27" }, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Equal(
            "cidr: 10.0.0.0/27 can't be divided into 2 subnets of /28 or larger. Take a larger block, or leave it out for one that is chosen.",
            "natGateway: natGateway needs a public subnet to stand in. Add one, with internetGateway set.");
        Configuration.FindObstacles(new NetworkSpec { Cidr = "10.0.0.0/12" }, new AwsOptions()).Select(obstacle => obstacle.Path).Should().Equal(["cidr"], "subnets that the spec does not name have no place in it");
    }

    [Fact]
    public void A_network_that_names_no_subnets_is_divided()
    {
        NetworkSpec spec = new() { Cidr = "10.255.128.0/20", InternetGateway = true, NatGateway = true };

        string written = Lab(spec).Write(Configuration, spec).Configuration.ToString();

        SubnetPlan.Complete(spec).Subnets.Should().Equal(
            new SubnetSpec("private-a", "10.255.128.0/22"),
            new SubnetSpec("private-b", "10.255.132.0/22"),
            new SubnetSpec("public-a", "10.255.136.0/22") { Public = true },
            new SubnetSpec("public-b", "10.255.140.0/22") { Public = true });
        SubnetPlan.Complete(spec with { InternetGateway = false }).Subnets.Select(subnet => subnet.Name).Should().Equal("private-a", "private-b");
        SubnetPlan.Complete(InfrastructureLab.Network).Should().BeSameAs(InfrastructureLab.Network);
        written.Should().Contain("10.255.140.0/22").And.Contain("aws_nat_gateway");
        Configuration.FindObstacles(spec, new AwsOptions()).Should().BeEmpty();
        InfrastructureLab.Write(InfrastructureLab.Machines, spec).Configuration.ToString().Should().Contain(AwsNetwork.SubnetAddress(spec, "public-b").ToString());
    }

    [Fact]
    public void A_network_that_names_no_addresses_refers_to_those_that_are_chosen_for_it()
    {
        NetworkSpec spec = new() { Subnets = [new("a"), new("b") { AvailabilityZone = "eu-central-1c" }, new("c"), new("d"), new("e")] };

        ConfigurationLab.ShouldMatch(Lab(spec).Write(Configuration, spec), "network-chosen");
    }

    [Fact]
    public void Subnets_without_addresses_have_equal_parts_of_their_network()
    {
        NetworkSpec spec = new() { Cidr = "10.1.0.0/16", Subnets = [new("a"), new("b"), new("c"), new("d"), new("e")] };

        SubnetPlan.Complete(spec).Subnets.Select(subnet => subnet.Cidr).Should().Equal("10.1.0.0/19", "10.1.32.0/19", "10.1.64.0/19", "10.1.96.0/19", "10.1.128.0/19");
        Configuration.FindObstacles(spec with { Cidr = "10.1.0.0/26" }, new AwsOptions()).Should().ContainSingle().Which.ToString().Should().Be(
            "cidr: 10.1.0.0/26 can't be divided into 5 subnets of /28 or larger. Take a larger block, or leave it out for one that is chosen.");
    }

    [Fact]
    public void A_NAT_gateway_that_nobody_would_use_is_not_made()
    {
        NetworkSpec spec = new() { Cidr = "10.0.0.0/16", InternetGateway = true, NatGateway = true, Subnets = [new("front", "10.0.0.0/24") { Public = true }] };

        Configuration.FindNotApplicable(spec).Should().ContainSingle().Which.Setting.Should().Be("natGateway");
        Lab(spec).Write(Configuration, spec).Configuration.ToString().Should().NotContain("aws_nat_gateway").And.NotContain("aws_eip");
    }

    private static ConfigurationLab Lab(NetworkSpec network) => new(new EnvironmentSpec("shop", "team-a") { Network = network });
}

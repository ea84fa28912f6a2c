using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Networks, infrastructure and monitoring: the cluster stands in for most of it, and the plan says so.</summary>
public sealed class StandInTests
{
    [Theory]
    [InlineData(443, 443, "tcp", "[{\"protocol\":\"TCP\",\"port\":443}]")]
    [InlineData(53, 53, "all", "[{\"protocol\":\"TCP\",\"port\":53},{\"protocol\":\"UDP\",\"port\":53}]")]
    [InlineData(1, 2, "udp", "[{\"protocol\":\"UDP\",\"port\":1},{\"protocol\":\"UDP\",\"port\":2}]")]
    [InlineData(0, 65_535, "tcp", "[{\"protocol\":\"TCP\"}]")]
    [InlineData(0, 65_535, "all", null)]
    public void A_rule_with_a_block_of_addresses_opens_it_for_every_pod(int from, int to, string protocol, string? ports)
    {
        JsonNode policy = Policy(new SecurityRuleSpec(from, to) { Protocol = protocol, Cidr = "10.0.0.0/8" })!.Body["spec"]!;
        policy["podSelector"]!.ToJsonString().Should().Be("{}");
        policy["egress"]![0]!["to"]!.ToJsonString().Should().Be("[{\"ipBlock\":{\"cidr\":\"10.0.0.0/8\"}}]");
        policy["egress"]![0]!["ports"]?.ToJsonString().Should().Be(ports);
        policy["policyTypes"]!.ToJsonString().Should().Be("[\"Egress\"]");
    }

    [Theory]
    [InlineData("0.0.0.0/0", "10.0.0.0/8,100.64.0.0/10,169.254.0.0/16,172.16.0.0/12,192.168.0.0/16")]
    [InlineData("::/0", "fc00::/7,fe80::/10")]
    [InlineData("8.0.0.0/6", "10.0.0.0/8")]
    [InlineData("10.0.0.0/8", "")]
    [InlineData("10.1.0.0/16", "")]
    [InlineData("203.0.113.0/24", "")]
    public void The_internet_is_not_the_cluster(string block, string leftOut) =>
        ((JsonArray?)Policy(new SecurityRuleSpec(443, 443) { Cidr = block })!.Body["spec"]!["egress"]![0]!["to"]![0]!["ipBlock"]!["except"] ?? []).Select(range => (string)range!)
            .Should().Equal(leftOut.Split(',', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData(0, 0, "tcp")]
    [InlineData(0, 0, "icmp")]
    public void A_rule_that_a_policy_cannot_say_opens_nothing_and_is_named(int from, int to, string protocol)
    {
        SecurityRuleSpec rule = new(from, to) { Protocol = protocol, Cidr = "0.0.0.0/0" };
        Policy(rule).Should().BeNull();
        new NetworkManifests().FindNotApplicable(Network(rule)).Should().ContainSingle().Which.Setting.Should().Be("securityGroups.web");
    }

    [Fact]
    public void A_rule_between_groups_opens_nothing_and_is_named()
    {
        SecurityRuleSpec rule = new(80, 80) { Group = "web" };
        Policy(rule).Should().BeNull();
        new NetworkManifests().FindNotApplicable(Network(rule)).Should().ContainSingle().Which.Reason.Should().Contain("components reach what they refer to");
    }

    [Fact]
    public void A_range_is_as_long_as_can_be_written_port_by_port()
    {
        new NetworkManifests().FindObstacles(Network(new SecurityRuleSpec(1000, 1099) { Cidr = "10.0.0.0/8" }), new KubernetesOptions()).Should().BeEmpty();
        new NetworkManifests().FindObstacles(Network(new SecurityRuleSpec(1000, 1100) { Cidr = "10.0.0.0/8" }), new KubernetesOptions()).Should().ContainSingle().Which.ToString().Should().StartWith("securityGroups[0].egress[0]: ").And.Contain("1000 to 1100");
    }

    [Fact]
    public void What_does_not_apply_is_said()
    {
        new NetworkManifests().FindNotApplicable(new NetworkSpec { Cidr = "10.1.0.0/16", Subnets = [new SubnetSpec("a", "10.1.0.0/24")], InternetGateway = true, NatGateway = true })
            .Select(setting => setting.Setting).Should().Equal("cidr", "subnets", "internetGateway", "natGateway");
        new InfrastructureManifests().FindNotApplicable(new InfrastructureSpec { Region = "r", InstanceType = "t", LoadBalancer = new LoadBalancerSpec(), Backup = new BackupSpec(1), Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["userData"] = "x" } })
            .Select(setting => setting.Setting).Should().Equal("region", "instanceCount", "loadBalancer", "settings", "backup");
        new MonitoringManifests().FindNotApplicable(new MonitoringSpec { Metrics = ["cpu"], Logs = new LogSpec() }).Select(setting => setting.Setting).Should().Equal("metrics", "logs");
    }

    [Fact]
    public void A_domain_is_the_infrastructures_host_and_the_public_services_address_where_nothing_is_forwarded()
    {
        InfrastructureSpec infrastructure = new() { Domain = new DomainSpec("Shop.example.com") };
        ServiceSpec ui = new("ui", ServiceSource.Image("example/ui:1")) { Type = ServiceType.Ui, Endpoints = [EndpointSpec.Http(8080)] };
        ManifestLab.Of([infrastructure, ui]).Outputs(infrastructure).Find(OutputNames.Host)!.Value.Should().Be("shop.example.com");
        ManifestLab.Of([infrastructure, ui]).Outputs(ui).Find("http").Should().BeNull();
        ComponentOutputs outputs = ManifestLab.Of([infrastructure, ui], new KubernetesOptions { ForwardPorts = false }).Outputs(ui);
        outputs.Find("http")!.Value.Should().Be("https://shop.example.com");
        outputs.Find("http", Vantage.Network)!.Value.Should().Be("http://ui:8080");
    }

    private static NetworkSpec Network(SecurityRuleSpec egress) => new() { SecurityGroups = [new SecurityGroupSpec("web") { Egress = [egress] }] };

    private static KubernetesObject? Policy(SecurityRuleSpec egress)
    {
        NetworkSpec spec = Network(egress);
        return ManifestLab.Of([spec]).Write(spec).Objects.SingleOrDefault(item => item.Type == KubernetesType.NetworkPolicy);
    }
}

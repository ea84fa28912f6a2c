using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>The security groups of a network. Each rule is a resource of its own, so that groups can name each other.</summary>
internal static class SecurityGroupConfiguration
{
    private const string Icmp = "icmp";
    private const string AllProtocols = "all";
    private const int LastPort = 65_535;

    public static IEnumerable<SpecificationFault> FindObstacles(NetworkSpec spec) => spec.SecurityGroups.SelectMany((group, index) =>
        FindObstacles(group, string.Create(CultureInfo.InvariantCulture, $"securityGroups[{index}].ingress"), group.Ingress)
            .Concat(FindObstacles(group, string.Create(CultureInfo.InvariantCulture, $"securityGroups[{index}].egress"), group.Egress)));

    public static void Write(NetworkSpec spec, AwsComponent component, TerraformValue vpc)
    {
        foreach (SecurityGroupSpec group in spec.SecurityGroups)
        {
            TerraformValue id = TerraformExpression.Attribute(WriteGroup(component, group.Name, vpc), "id");
            foreach (SecurityRuleSpec rule in group.Ingress.DistinctBy(Describe))
            {
                WriteRule(component, "ingress", $"{group.Name} ingress {Describe(rule)}", id, rule, GroupOf(spec, rule));
            }

            foreach (SecurityRuleSpec rule in group.Egress.DistinctBy(Describe))
            {
                WriteRule(component, "egress", $"{group.Name} egress {Describe(rule)}", id, rule, GroupOf(spec, rule));
            }
        }
    }

    /// <summary>A group without rules: nothing comes in, nothing goes out.</summary>
    public static TerraformAddress WriteGroup(AwsComponent component, string role, TerraformValue vpc) => component.Tagged("aws_security_group", role, new TerraformBlock
    {
        ["name"] = component.PlatformName(role, 255),
        ["description"] = role.Length > 0 ? $"{component.Name}: {role}" : component.Name.ToString(),
        ["vpc_id"] = vpc,
    });

    /// <param name="component">Whose rule it is.</param>
    /// <param name="direction"><c>ingress</c> or <c>egress</c>.</param>
    /// <param name="role">What it is within the component.</param>
    /// <param name="group">The group's identifier.</param>
    /// <param name="rule">The rule; its own other side counts where it is a block of literal addresses.</param>
    /// <param name="other">The other side, where it is a group.</param>
    /// <param name="block">The other side, where it is a block that terraform works out.</param>
    public static void WriteRule(AwsComponent component, string direction, string role, TerraformValue group, SecurityRuleSpec rule, TerraformValue? other = null, TerraformValue? block = null)
    {
        bool isWhole = rule.Protocol == AllProtocols;
        bool isVersion6 = rule.Cidr?.Contains(':', StringComparison.Ordinal) == true;
        component.Tagged($"aws_vpc_security_group_{direction}_rule", role, new TerraformBlock
        {
            ["security_group_id"] = group,
            ["ip_protocol"] = isWhole ? "-1" : rule.Protocol,
            ["from_port"] = isWhole ? null : rule.Protocol == Icmp ? -1 : rule.FromPort,
            ["to_port"] = isWhole ? null : rule.Protocol == Icmp ? -1 : rule.ToPort,
            ["cidr_ipv4"] = block ?? (rule.Cidr is { } four && !isVersion6 ? (TerraformValue)four : null),
            ["cidr_ipv6"] = rule.Cidr is { } six && isVersion6 ? (TerraformValue)six : null,
            ["referenced_security_group_id"] = other,
        });
    }

    private static IEnumerable<SpecificationFault> FindObstacles(SecurityGroupSpec group, string path, IReadOnlyList<SecurityRuleSpec> rules)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            SecurityRuleSpec rule = rules[i];

            // AWS opens all of it for these two, whatever the ports: more than was meant must not be open.
            if (rule.Protocol is Icmp or AllProtocols && !IsWhole(rule))
            {
                yield return new(
                    string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"),
                    string.Create(CultureInfo.InvariantCulture, $"Security group '{group.Name}' has a rule for {rule.Protocol} with ports {rule.FromPort} to {rule.ToPort}, and on AWS such a rule has no ports."),
                    $"Write 0 to {LastPort}, or tcp and udp.");
            }
        }
    }

    private static bool IsWhole(SecurityRuleSpec rule) => rule is { FromPort: 0, ToPort: 0 or LastPort };

    private static TerraformValue? GroupOf(NetworkSpec spec, SecurityRuleSpec rule) =>
        rule.Group is { } name ? (TerraformValue)TerraformExpression.Attribute(AwsNetwork.SecurityGroupAddress(spec, name), "id") : null;

    /// <summary>What the rule says: AWS refuses to be told the same twice, and so a rule keeps its address wherever in the list it stands.</summary>
    private static string Describe(SecurityRuleSpec rule) => rule.Protocol is Icmp or AllProtocols
        ? $"{rule.Protocol} {rule.Cidr ?? rule.Group}"
        : string.Create(CultureInfo.InvariantCulture, $"{rule.Protocol} {rule.FromPort}-{rule.ToPort} {rule.Cidr ?? rule.Group}");
}

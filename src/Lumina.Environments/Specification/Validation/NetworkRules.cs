namespace Lumina.Environments;

/// <summary>What must hold for a network: its blocks of addresses and its security groups.</summary>
internal static class NetworkRules
{
    private static readonly string[] Protocols = ["tcp", "udp", "icmp", "all"];

    public static void Check(string path, NetworkSpec network, FaultList faults)
    {
        CheckSubnets(path, network, network.Cidr is { } cidr ? ReadBlock($"{path}.cidr", cidr, faults) : null, faults);
        faults.Distinct($"{path}.securityGroups", network.SecurityGroups, group => group.Name, ".name", "security group");
        for (int i = 0; i < network.SecurityGroups.Count; i++)
        {
            string group = $"{path}.securityGroups[{i}]";
            faults.Label(group, "name", network.SecurityGroups[i].Name, "a security group");
            CheckRules($"{group}.ingress", network.SecurityGroups[i].Ingress, network, faults);
            CheckRules($"{group}.egress", network.SecurityGroups[i].Egress, network, faults);
        }
    }

    private static void CheckSubnets(string path, NetworkSpec network, CidrBlock? whole, FaultList faults)
    {
        faults.Distinct($"{path}.subnets", network.Subnets, subnet => subnet.Name, ".name", "subnet");
        bool hasBlocks = network.Subnets.Any(subnet => subnet.Cidr is not null);
        if (hasBlocks && network.Cidr is null)
        {
            faults.Add($"{path}.cidr", "The network has no addresses of its own, and its subnets have.", "Write the block that they are within, or leave out the cidr of each subnet.");
        }

        CidrBlock?[] blocks = new CidrBlock?[network.Subnets.Count];
        for (int i = 0; i < blocks.Length; i++)
        {
            string subnet = $"{path}.subnets[{i}]";
            faults.Label(subnet, "name", network.Subnets[i].Name, "a subnet");
            faults.NotBlankIfGiven(subnet, "availabilityZone", network.Subnets[i].AvailabilityZone);
            if (network.Subnets[i].Cidr is not { } cidr)
            {
                if (hasBlocks)
                {
                    faults.Add($"{subnet}.cidr", "It is missing, and other subnets have theirs.", "Give a block to each subnet, or to none: then each has an equal part of the network.");
                }

                continue;
            }

            if ((blocks[i] = ReadBlock($"{subnet}.cidr", cidr, faults)) is not { } block)
            {
                continue;
            }

            if (whole is not null && !whole.Contains(block))
            {
                faults.Add($"{subnet}.cidr", $"{block} is not within the network, which is {whole}.", "Take a block within the network.");
            }

            for (int j = 0; j < i; j++)
            {
                if (blocks[j] is { } other && other.Overlaps(block))
                {
                    faults.Add($"{subnet}.cidr", $"{block} overlaps {path}.subnets[{j}].cidr, which is {other}.", "Take blocks that have no address in common.");
                }
            }
        }
    }

    private static void CheckRules(string path, IReadOnlyList<SecurityRuleSpec> rules, NetworkSpec network, FaultList faults)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            SecurityRuleSpec rule = rules[i];
            string place = $"{path}[{i}]";
            faults.Range(place, "fromPort", rule.FromPort, Bounds.RulePort);
            faults.Range(place, "toPort", rule.ToPort, Bounds.RulePort);
            if (rule.ToPort < rule.FromPort)
            {
                faults.Add($"{place}.toPort", $"{rule.ToPort} is less than fromPort, which is {rule.FromPort}.", "Make toPort fromPort or more.");
            }

            if (!Protocols.Contains(rule.Protocol, StringComparer.Ordinal))
            {
                faults.Add($"{place}.protocol", $"'{rule.Protocol}' is no protocol of a rule.", $"Allowed: {string.Join(", ", Protocols)}.");
            }

            CheckOtherSide(place, rule, network, faults);
        }
    }

    private static void CheckOtherSide(string path, SecurityRuleSpec rule, NetworkSpec network, FaultList faults)
    {
        switch (rule.Cidr, rule.Group)
        {
            case (null, null):
                faults.Add(path, "The rule names nobody: neither cidr nor group.", "Give it one of the two.");
                break;
            case (not null, not null):
                faults.Add(path, $"The rule names both cidr '{rule.Cidr}' and group '{rule.Group}'.", "Give it one of the two.");
                break;
            case (not null, null):
                ReadBlock($"{path}.cidr", rule.Cidr, faults);
                break;
            case (null, not null) when network.SecurityGroups.All(group => group.Name != rule.Group):
                faults.Add($"{path}.group", $"There is no security group '{rule.Group}'.", Suggestion.Of(rule.Group, network.SecurityGroups.Select(group => group.Name)));
                break;
        }
    }

    private static CidrBlock? ReadBlock(string path, string text, FaultList faults)
    {
        if (!CidrBlock.TryParse(text, out CidrBlock? block, out string problem, out string fix))
        {
            faults.Add(path, problem, fix);
        }

        return block;
    }
}

using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>The ports of a security group's rule as a network policy takes them: one by one, since ranges are new in 1.22.</summary>
internal static class RulePorts
{
    /// <summary>The most that are written one by one.</summary>
    public const int Maximum = 100;

    private const int Last = 65_535;
    private const string EveryProtocol = "all";

    /// <summary>Whether it has ports that can't be written.</summary>
    public static bool IsTooWide(SecurityRuleSpec rule) => rule.Cidr is not null && Protocols(rule).Length > 0 && !HasAll(rule) && rule.ToPort - First(rule) >= Maximum;

    /// <summary>Whether nothing of it can be opened: ICMP, or port 0 alone.</summary>
    public static bool OpensNothing(SecurityRuleSpec rule) => Protocols(rule).Length == 0 || rule.ToPort < First(rule);

    /// <summary>Its ports; none where it opens everything.</summary>
    public static JsonArray Of(SecurityRuleSpec rule)
    {
        if (HasAll(rule))
        {
            return rule.Protocol == EveryProtocol ? [] : [.. Protocols(rule).Select(protocol => (JsonNode)new JsonObject { ["protocol"] = protocol })];
        }

        return
        [
            .. from protocol in Protocols(rule)
               from port in Enumerable.Range(First(rule), rule.ToPort - First(rule) + 1)
               select (JsonNode)new JsonObject { ["protocol"] = protocol, ["port"] = port },
        ];
    }

    private static bool HasAll(SecurityRuleSpec rule) => First(rule) == 1 && rule.ToPort == Last;

    private static int First(SecurityRuleSpec rule) => Math.Max(1, rule.FromPort);

    private static string[] Protocols(SecurityRuleSpec rule) => rule.Protocol switch
    {
        "tcp" => ["TCP"],
        "udp" => ["UDP"],
        EveryProtocol => ["TCP", "UDP"],
        _ => [],
    };
}

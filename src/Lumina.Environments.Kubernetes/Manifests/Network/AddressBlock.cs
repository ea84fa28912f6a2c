using System.Net;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>A block of addresses as a side of a network policy. Private ranges within a wider block are left out of it: who opens <c>0.0.0.0/0</c> means the internet, and not the pods of other environments or the machine's own metadata.</summary>
internal static class AddressBlock
{
    private static readonly IPNetwork[] PrivateRanges =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    public static JsonObject Of(string cidr)
    {
        IPNetwork block = IPNetwork.Parse(cidr);
        JsonObject content = new() { ["cidr"] = cidr };
        string[] inner = [.. PrivateRanges
            .Where(range => range.BaseAddress.AddressFamily == block.BaseAddress.AddressFamily && range.PrefixLength > block.PrefixLength && block.Contains(range.BaseAddress))
            .Select(range => range.ToString())];
        if (inner.Length > 0)
        {
            content["except"] = new JsonArray([.. inner.Select(range => (JsonNode)range)]);
        }

        return new JsonObject { ["ipBlock"] = content };
    }
}

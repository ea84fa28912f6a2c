using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Numerics;

namespace Lumina.Environments.Aws;

/// <summary>The subnets of a network. Where its spec names none: two private ones, and with an internet gateway two public ones. Those without addresses of their own have equal parts of the network's, a quarter each or less.</summary>
internal static class SubnetPlan
{
    private const int LongestPrefix = 28;
    private const int FewestParts = 4;

    private static readonly string[] Private = ["private-a", "private-b"];
    private static readonly string[] Public = ["public-a", "public-b"];

    /// <summary>The spec with subnets, and with their blocks where the network has one that can be divided.</summary>
    public static NetworkSpec Complete(NetworkSpec spec)
    {
        if (spec.Subnets.Count == 0)
        {
            string[] names = [.. Private, .. spec.InternetGateway ? Public : []];
            spec = spec with { Subnets = [.. names.Select(name => new SubnetSpec(name) { Public = Public.Contains(name, StringComparer.Ordinal) })] };
        }

        if (spec.Subnets.All(subnet => subnet.Cidr is not null) || !IPNetwork.TryParse(spec.Cidr, out IPNetwork block) || block.BaseAddress.GetAddressBytes() is not { Length: 4 } bytes || !CanDivide(spec, block.PrefixLength))
        {
            return spec;
        }

        int prefix = block.PrefixLength + Bits(spec);
        uint first = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return spec with { Subnets = [.. spec.Subnets.Select((subnet, index) => subnet with { Cidr = subnet.Cidr ?? Block(index) })] };

        string Block(int index)
        {
            byte[] start = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(start, first + ((uint)index << (32 - prefix)));
            return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(start)}/{prefix}");
        }
    }

    /// <summary>Whether a network has room for its subnets.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="chosen">How long the prefix of a block is that is chosen for it.</param>
    public static bool CanDivide(NetworkSpec spec, int chosen) =>
        spec.Cidr is null ? chosen + Bits(spec) <= LongestPrefix : !IPNetwork.TryParse(spec.Cidr, out IPNetwork block) || block.PrefixLength + Bits(spec) <= LongestPrefix;

    /// <summary>By how many bits the parts are told apart.</summary>
    public static int Bits(NetworkSpec spec) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(spec.Subnets.Count, FewestParts)));
}

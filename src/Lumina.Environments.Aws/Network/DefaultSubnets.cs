using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Lumina.Environments.Aws;

/// <summary>The subnets of a network whose spec names none: two private ones, and where it has an internet gateway two public ones. Each has a quarter of the addresses.</summary>
internal static class DefaultSubnets
{
    private const int LongestPrefix = 28;

    // Two bits tell four subnets apart.
    private const int Bits = 2;

    private static readonly string[] Private = ["private-a", "private-b"];
    private static readonly string[] Public = ["public-a", "public-b"];

    /// <summary>The spec with subnets. As it is where it has some, or where its block can't be divided.</summary>
    public static NetworkSpec Complete(NetworkSpec spec)
    {
        if (spec.Subnets.Count > 0 || !IPNetwork.TryParse(spec.Cidr, out IPNetwork block) || block.BaseAddress.GetAddressBytes() is not { Length: 4 } bytes || block.PrefixLength > LongestPrefix - Bits)
        {
            return spec;
        }

        int prefix = block.PrefixLength + Bits;
        uint first = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        string[] names = [.. Private, .. spec.InternetGateway ? Public : []];
        return spec with { Subnets = [.. names.Select((name, index) => new SubnetSpec(name, Block(index)) { Public = Public.Contains(name, StringComparer.Ordinal) })] };

        string Block(int index)
        {
            byte[] start = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(start, first + ((uint)index << (32 - prefix)));
            return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(start)}/{prefix}");
        }
    }
}

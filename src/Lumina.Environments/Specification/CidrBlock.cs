using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Lumina.Environments;

/// <summary>A block of addresses, such as <c>10.0.0.0/16</c>.</summary>
internal sealed record CidrBlock(IPNetwork Network)
{
    /// <summary>Reads a block; where that fails, says what is wrong and what to write instead.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CidrBlock? block, out string problem, out string fix)
    {
        block = null;
        (problem, fix) = ($"'{text}' is no CIDR block.", "A block reads address/length, such as 10.0.0.0/16.");
        string[] parts = text.Split('/');
        if (parts.Length != 2 || !IsWhole(parts[0]) || !IPAddress.TryParse(parts[0], out IPAddress? address)
            || !int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int length)
            || length > address.GetAddressBytes().Length * 8)
        {
            return false;
        }

        IPAddress start = Masked(address, length);
        if (!start.Equals(address))
        {
            (problem, fix) = ($"'{text}' has bits set behind its first {length}.", $"Write {start}/{length}.");
            return false;
        }

        block = new CidrBlock(new IPNetwork(address, length));
        return true;
    }

    public bool Contains(CidrBlock other) => other.Network.PrefixLength >= Network.PrefixLength && Network.Contains(other.Network.BaseAddress);

    public bool Overlaps(CidrBlock other) => Contains(other) || other.Contains(this);

    public override string ToString() => Network.ToString();

    // IPAddress reads "10.1" and "0x0a000000" too; nobody who writes them in a block means what they say.
    private static bool IsWhole(string address) => address.Contains(':', StringComparison.Ordinal)
        || (address.Split('.') is { Length: 4 } bytes && bytes.All(value => value is "0" || (value.All(char.IsAsciiDigit) && !value.StartsWith('0'))));

    private static IPAddress Masked(IPAddress address, int length)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            int kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - kept));
        }

        return new IPAddress(bytes);
    }
}

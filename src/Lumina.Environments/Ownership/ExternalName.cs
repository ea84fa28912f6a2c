using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments;

/// <summary>Makes the names of components on their platforms: a pure function of the environment's identifier and the component's name, so that a step that is carried out twice finds what the first has made.</summary>
public static class ExternalName
{
    /// <summary>The longest name: 24 characters, which leaves room for a role's suffix on the shortest platforms (32).</summary>
    public const int MaximumLength = 24;

    private const int HashLength = 12;
    private const int ReadableLength = MaximumLength - HashLength - 1;

    /// <summary>The name of a component on its platform: a readable part, a hyphen and 12 characters (60 bits) of a hash of the whole name, such as <c>orders-3m9x2c7q1k0v</c>.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="component">The component within it.</param>
    public static string For(EnvironmentId environmentId, ComponentName component)
    {
        byte[] whole = Encoding.UTF8.GetBytes($"{environmentId}/{component}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(whole, hash);
        Span<char> encoded = stackalloc char[HashLength];
        CrockfordBase32.Encode(hash, encoded);
        return $"{Readable(component, stackalloc char[ReadableLength])}-{encoded}";
    }

    private static ReadOnlySpan<char> Readable(ComponentName component, Span<char> readable)
    {
        int length = 0;
        foreach (char c in component.Name.Length > 0 ? component.Name : component.Kind)
        {
            bool fits = char.IsAsciiLetterLower(c) || (length > 0 && (char.IsAsciiDigit(c) || c == '-'));
            if (fits && length < readable.Length)
            {
                readable[length++] = c;
            }
        }

        ReadOnlySpan<char> text = readable[..length].TrimEnd('-');
        return text.Length > 0 ? text : "c";
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments.Aws;

/// <summary>Brings a user's text into what AWS takes.</summary>
internal static class PlatformText
{
    private const int HashLength = 10;

    /// <summary>The text as it is where AWS takes it, else a readable part of it and a hash of the whole, so that no two texts become one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maximumLength">How long it may be; from 32.</param>
    /// <param name="isAllowed">Whether AWS takes a character.</param>
    public static string Fit(string text, int maximumLength, Predicate<char> isAllowed)
    {
        if (text.Length > 0 && text.Length <= maximumLength && text.All(c => isAllowed(c)))
        {
            return text;
        }

        string readable = new([.. text.Where(c => char.IsAscii(c)).Select(c => isAllowed(c) ? c : '-').Take(maximumLength - HashLength - 1)]);
        return $"{readable}-{Hash(text)}".TrimStart('-');
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
}

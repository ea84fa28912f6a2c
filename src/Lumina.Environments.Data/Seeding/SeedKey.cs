using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments.Data;

/// <summary>A hash of all that is put into a database: the same key, the same content.</summary>
internal static class SeedKey
{
    /// <summary>Another form of the same inputs changes their key: with this number.</summary>
    private const string Format = "1";

    private const int Length = 32;

    /// <param name="sources">What stands for each source, in their order; null where that cannot be told.</param>
    /// <returns>Null where a source has none: then nothing may be kept for the next environment.</returns>
    public static string? Of(IReadOnlyCollection<string?> sources)
    {
        if (sources.Contains(null))
        {
            return null;
        }

        // Each with its length, so that two cannot flow into one another.
        StringBuilder all = new(Format);
        foreach (string? source in sources)
        {
            all.Append(';').Append(source!.Length).Append(':').Append(source);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())))[..Length];
    }
}

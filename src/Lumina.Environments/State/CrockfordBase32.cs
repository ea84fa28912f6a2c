using System.Buffers;

namespace Lumina.Environments;

/// <summary>Crockford's base 32: no letter that reads like a digit, and text that sorts like the bytes.</summary>
internal static class CrockfordBase32
{
    public const int UlidLength = 26;

    /// <summary>How many bytes of randomness an identifier has after its time.</summary>
    public const int RandomBytes = 10;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int TimeCharacters = 10;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet + Alphabet.ToUpperInvariant());

    public static bool IsValid(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Characters);

    public static string EncodeUlid(long milliseconds, ReadOnlySpan<byte> randomness)
    {
        if (randomness.Length != RandomBytes)
        {
            throw new ArgumentException($"An identifier takes {RandomBytes} random bytes, not {randomness.Length}.", nameof(randomness));
        }

        Span<char> text = stackalloc char[UlidLength];
        for (int i = TimeCharacters - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(milliseconds & 31)];
            milliseconds >>= 5;
        }

        Encode(randomness, text[TimeCharacters..]);
        return new string(text);
    }

    /// <summary>The milliseconds at the beginning of a valid identifier.</summary>
    public static long DecodeUlidTime(ReadOnlySpan<char> text)
    {
        long milliseconds = 0;
        foreach (char character in text[..TimeCharacters])
        {
            milliseconds = (milliseconds << 5) | (long)Alphabet.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
        }

        return milliseconds;
    }

    /// <summary>Fills the text with five bits a character; the bytes must hold enough of them.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<char> text)
    {
        int buffer = 0;
        int bits = 0;
        int next = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (bits < 5)
            {
                buffer = (buffer << 8) | bytes[next++];
                bits += 8;
            }

            bits -= 5;
            text[i] = Alphabet[(buffer >> bits) & 31];
        }
    }
}

namespace Lumina.Environments;

/// <summary>Makes passwords: 24 letters and digits, 120 bits, which need no escaping anywhere.</summary>
internal sealed class CredentialGenerator(IRandomSource random)
{
    private const int Length = 24;

    public string Next()
    {
        Span<byte> bytes = stackalloc byte[Length * 5 / 8];
        Span<char> text = stackalloc char[Length];
        random.Fill(bytes);
        CrockfordBase32.Encode(bytes, text);
        return new string(text);
    }
}

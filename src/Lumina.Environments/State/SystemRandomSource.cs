using System.Security.Cryptography;

namespace Lumina.Environments;

/// <summary>The system's cryptographic randomness.</summary>
internal sealed class SystemRandomSource : IRandomSource
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}

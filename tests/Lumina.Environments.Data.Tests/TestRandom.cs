using System.Security.Cryptography;

namespace Lumina.Environments.Data.Tests;

internal sealed class TestRandom : IRandomSource
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}

using System.Security.Cryptography;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What nobody foresees, for providers without a manager.</summary>
internal sealed class TestRandom : IRandomSource
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}

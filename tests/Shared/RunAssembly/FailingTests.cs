#if XUNIT_V3
using Lumina.Environments.XunitV3;
#else
using Lumina.Environments.Xunit;
#endif

namespace Lumina.Environments.Fixtures.RunAssembly;

/// <summary>A test that fails on a good environment.</summary>
public sealed class FailingTests(MemoryFixture fixture) : EnvironmentTest<MemoryFixture>(fixture), IClassFixture<MemoryFixture>
{
    [Fact]
    public void Test() => Environment.Status.Should().Be(EnvironmentStatus.Stopped);
}

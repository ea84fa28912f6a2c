#if XUNIT_V3
using Lumina.Environments.XunitV3;
#else
using Lumina.Environments.Xunit;
#endif

namespace Lumina.Environments.Fixtures.RunAssembly;

/// <summary>A test that fails on a good environment.</summary>
#if XUNIT_V3
public sealed class FailingTests(MemoryFixture fixture) : EnvironmentTest<MemoryFixture>(fixture), IClassFixture<MemoryFixture>
#else
public sealed class FailingTests(MemoryFixture fixture, global::Xunit.Abstractions.ITestOutputHelper output) : EnvironmentTest<MemoryFixture>(fixture, output), IClassFixture<MemoryFixture>
#endif
{
    [Fact]
    public void Test() => Environment.Status.Should().Be(EnvironmentStatus.Stopped);
}

namespace Lumina.Environments.Fixtures.RunAssembly;

/// <summary>A test that has an environment which cannot be made, and never asks for it.</summary>
public sealed class UntouchedTests : IClassFixture<BrokenFixture>
{
    [Fact]
    public void Test() => (1 + 1).Should().Be(2);
}

namespace Lumina.Environments.Fixtures.RunAssembly;

/// <summary>200 tests of an environment that cannot be made.</summary>
public sealed class BrokenTests(BrokenFixture fixture) : IClassFixture<BrokenFixture>
{
    public static TheoryData<int> Numbers => [.. Enumerable.Range(1, 200)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Test(int number) => fixture.Environment.ConnectionString("orders").Should().NotBeEmpty("test {0} needs it", number);
}

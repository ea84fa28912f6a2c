namespace Lumina.Environments.Fixtures.RunAssembly;

/// <summary>Says that its environment is there, and waits until it is told to go on.</summary>
public sealed class LocalTests(LocalFixture fixture) : IClassFixture<LocalFixture>
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Test()
    {
        fixture.Environment.ConnectionString("orders").Should().NotBeEmpty();
        await File.WriteAllTextAsync(Path.Combine(LocalFixture.Folder, "ready"), "");
        using CancellationTokenSource bound = new(Longest, TimeProvider.System);
        while (!File.Exists(Path.Combine(LocalFixture.Folder, "go-on")))
        {
            await Task.Delay(Interval, TimeProvider.System, bound.Token);
        }
    }
}

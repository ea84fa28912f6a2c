using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Health;

/// <summary>Moves a test's clock on until something that waits for it is done.</summary>
internal static class FakeTime
{
    public static async Task RunAsync(this FakeTimeProvider time, Task work, TimeSpan? step = null)
    {
        for (int i = 0; i < 1_000_000 && !work.IsCompleted; i++)
        {
            time.Advance(step ?? TimeSpan.FromMilliseconds(5));
            await Task.Yield();
        }

        await work;
    }

    public static async Task UntilAsync(this FakeTimeProvider time, Func<bool> condition, TimeSpan? step = null)
    {
        for (int i = 0; i < 1_000_000 && !condition(); i++)
        {
            time.Advance(step ?? TimeSpan.FromMilliseconds(5));
            await Task.Yield();
        }

        condition().Should().BeTrue("it was waited for");
    }
}

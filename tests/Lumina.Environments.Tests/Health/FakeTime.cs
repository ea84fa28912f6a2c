using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Health;

/// <summary>Moves a test's clock on until something that waits for it is done.</summary>
internal static class FakeTime
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);

    /// <summary>For work that goes on in the thread that moves the clock.</summary>
    public static async Task RunAsync(this FakeTimeProvider time, Task work, TimeSpan? step = null)
    {
        for (int i = 0; i < 1_000_000 && !work.IsCompleted; i++)
        {
            time.Advance(step ?? TimeSpan.FromMilliseconds(5));
            await Task.Yield();
        }

        await work;
    }

    /// <summary>For work on the pool: it is let breathe, so that the clock does not run away from it on a busy machine.</summary>
    public static async Task RunOnPoolAsync(this FakeTimeProvider time, Task work)
    {
        await time.UntilAsync(() => Task.FromResult(work.IsCompleted), TimeSpan.FromMilliseconds(100));
        await work;
    }

    /// <summary>For work on the pool, until a condition holds.</summary>
    public static async Task UntilAsync(this FakeTimeProvider time, Func<Task<bool>> condition, TimeSpan step)
    {
        for (int i = 0; i < 20_000; i++)
        {
            if (await condition())
            {
                return;
            }

            time.Advance(step);
            await Task.Delay(Breath, TimeProvider.System);
        }

        throw new Xunit.Sdk.XunitException("What was waited for did not come.");
    }

    /// <summary>For work on the pool, until a condition holds.</summary>
    public static Task UntilAsync(this FakeTimeProvider time, Func<bool> condition, TimeSpan step) => time.UntilAsync(() => Task.FromResult(condition()), step);
}

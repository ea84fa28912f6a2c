using System.Diagnostics;

namespace Lumina.Environments.Local.Tests.Processes;

/// <summary>Waits for what can only be observed, and says what was seen last when it does not come.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(Func<bool> condition, Func<string> describe, TimeSpan? within = null)
    {
        if (!await PassesAsync(condition, within))
        {
            Assert.Fail($"It did not happen within {(within ?? Default).TotalSeconds} s: {describe()}");
        }
    }

    /// <summary>For who cleans up, and goes on in either case: whether it came in time.</summary>
    public static async Task<bool> PassesAsync(Func<bool> condition, TimeSpan? within = null)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (within ?? Default))
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return true;
    }
}

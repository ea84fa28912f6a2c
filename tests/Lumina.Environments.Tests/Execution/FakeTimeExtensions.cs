using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Execution;

internal static class FakeTimeExtensions
{
    /// <summary>Moves the clock in steps of a second, with a breath of real time between them so that what a step has set off is done first, until the work is done.</summary>
    public static async Task RunToEndAsync(this FakeTimeProvider time, Task work)
    {
        using CancellationTokenSource over = new(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, over.Token));
            over.Token.ThrowIfCancellationRequested();
            if (ThreadPool.PendingWorkItemCount > 0)
            {
                continue; // on a busy machine no time passes while something is ready to run
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        await work;
    }

    public static async Task<T> RunToEndAsync<T>(this FakeTimeProvider time, Task<T> work)
    {
        await time.RunToEndAsync((Task)work);
        return await work;
    }
}

namespace Lumina.Environments.Tests.Execution;

/// <summary>Waits that end: what does not come within the deadline is a failure, not a hang.</summary>
internal static class Bounded
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static Task Soon(this Task task) => task.WaitAsync(Deadline, TimeProvider.System);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Deadline, TimeProvider.System);

    /// <summary>Asks again and again; for what has no event to wait for.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource over = new(Deadline, TimeProvider.System);
        while (!condition())
        {
            over.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public static async Task<List<EnvironmentEvent>> EventsAsync(this IEnvironmentManager manager, EnvironmentId id) =>
        await manager.ReadEventsAsync(id).ToListAsync();
}

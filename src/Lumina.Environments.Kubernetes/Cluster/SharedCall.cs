namespace Lumina.Environments.Kubernetes;

/// <summary>Makes one call for all who ask for it at the same time. Who asks while one is on its way gets the next: what he is told is never older than his question. Where that one fails, he is told so, too: he would wait as long for the same.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="call">Makes the call, which must end by itself: that one of those who wait gives up does not end it.</param>
internal sealed class SharedCall<T>(Func<Task<T>> call)
{
    private readonly Lock _lock = new();
    private Task<T>? _running;
    private Task<T>? _next;

    public Task<T> JoinAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Task<T> joined = _next ?? (_running is { IsCompleted: false } ? _next = AfterAsync(_running) : _running = Task.Run(call));
            return joined.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The same for who is content with what is told to those who have asked already.</summary>
    public Task<T> JoinAnyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _running is { IsCompleted: false } ? _running.WaitAsync(cancellationToken) : JoinAsync(cancellationToken);
        }
    }

    private async Task<T> AfterAsync(Task<T> running)
    {
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            (_running, _next) = (_next, null);
        }

        return await (running.IsCompletedSuccessfully ? call() : running).ConfigureAwait(false);
    }
}

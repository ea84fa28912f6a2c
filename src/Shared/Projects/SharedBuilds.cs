using System.Collections.Concurrent;

namespace Lumina.Environments.Projects;

/// <summary>Builds each thing once for this process. Callers at the same time wait for one build; a caller that is cancelled leaves it to the others; what failed is tried anew by the next. With the disposal all builds end.</summary>
internal sealed class SharedBuilds : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _builds = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();

    /// <param name="key">What is built.</param>
    /// <param name="build">Builds it, until its token is cancelled.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<string> GetAsync(string key, Func<CancellationToken, Task<string>> build, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
        CancellationToken ending = _ending.Token;
        Lazy<Task<string>> shared = _builds.GetOrAdd(key, _ => new Lazy<Task<string>>(() => Task.Run(() => build(ending), CancellationToken.None)));
        try
        {
            return await shared.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch when (shared.Value.IsFaulted || shared.Value.IsCanceled)
        {
            Forget(key, shared);
            throw;
        }
    }

    /// <summary>Lets the next caller build anew.</summary>
    public void Forget(string key) => _builds.TryRemove(key, out _);

    /// <summary>Ends what is being built, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_builds.Values.Where(build => build.IsValueCreated).Select(Task (build) => build.Value)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Forget(string key, Lazy<Task<string>> build) => _builds.TryRemove(new KeyValuePair<string, Lazy<Task<string>>>(key, build));
}

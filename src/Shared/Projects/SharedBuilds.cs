using System.Collections.Concurrent;

namespace Lumina.Environments.Projects;

/// <summary>Builds each thing once for this process. Callers at the same time wait for one build; a caller that is cancelled leaves it to the others; what failed is tried anew by the next.</summary>
internal sealed class SharedBuilds
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _builds = new(StringComparer.Ordinal);

    public async Task<string> GetAsync(string key, Func<Task<string>> build, CancellationToken cancellationToken)
    {
        Lazy<Task<string>> shared = _builds.GetOrAdd(key, _ => new Lazy<Task<string>>(() => Task.Run(build, CancellationToken.None)));
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

    private void Forget(string key, Lazy<Task<string>> build) => _builds.TryRemove(new KeyValuePair<string, Lazy<Task<string>>>(key, build));
}

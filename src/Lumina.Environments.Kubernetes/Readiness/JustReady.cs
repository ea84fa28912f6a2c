using System.Collections.Concurrent;

namespace Lumina.Environments.Kubernetes;

/// <summary>Components that became ready a moment ago: who asks for the first time how they are need not ask the cluster again what it has just said.</summary>
internal sealed class JustReady(TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, long> _ready = new(StringComparer.Ordinal);

    public void Note(string externalName)
    {
        // Nobody may ever ask.
        foreach (KeyValuePair<string, long> old in _ready.Where(each => !IsNew(each.Value)))
        {
            _ready.TryRemove(old);
        }

        _ready[externalName] = time.GetTimestamp();
    }

    /// <summary>Whether it became ready a moment ago. It is said once.</summary>
    public bool Take(string externalName) => _ready.TryRemove(externalName, out long since) && IsNew(since);

    private bool IsNew(long since) => time.GetElapsedTime(since) < Freshness;
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Lumina.Environments;

/// <summary>Keeps everything in this process. What it holds ends with the process.</summary>
/// <remarks>The journals of terminated environments are kept for a look back, the newest so many; older ones are dropped.</remarks>
public sealed class InMemoryEnvironmentStore : IEnvironmentStore
{
    /// <summary>How many journals of terminated environments are kept unless it is said: 1,000.</summary>
    public const int DefaultRetainedJournals = 1_000;

    private readonly ConcurrentQueue<EnvironmentId> _ended = new();
    private readonly int _retainedJournals;
    private readonly ConcurrentDictionary<EnvironmentId, Entry> _entries = new();

    /// <summary>Makes an empty store.</summary>
    /// <param name="retainedJournals">How many journals of terminated environments are kept, 0 or more.</param>
    public InMemoryEnvironmentStore(int retainedJournals = DefaultRetainedJournals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(retainedJournals);
        _retainedJournals = retainedJournals;
    }

    /// <inheritdoc />
    public bool IsDurable => false;

    /// <inheritdoc />
    public ValueTask<EnvironmentLease> AcquireLeaseAsync(EnvironmentId environmentId, string holder, CancellationToken cancellationToken)
    {
        Entry entry = _entries.GetOrAdd(environmentId, static _ => new Entry());
        lock (entry)
        {
            return ValueTask.FromResult(new EnvironmentLease(environmentId, holder, ++entry.FencingToken));
        }
    }

    /// <inheritdoc />
    public ValueTask ReleaseLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc />
    public ValueTask CommitAsync(EnvironmentCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        EnvironmentId id = commit.Lease.EnvironmentId;
        Entry entry = _entries.GetOrAdd(id, static _ => new Entry());
        lock (entry)
        {
            if (entry.FencingToken != commit.Lease.FencingToken)
            {
                throw new EnvironmentLeaseLostException($"Environment {id} was taken over under fencing token {entry.FencingToken}; {commit.Lease.Holder} holds {commit.Lease.FencingToken}.") { EnvironmentId = id };
            }

            if (entry.Events.Count != commit.ExpectedSequence)
            {
                throw new EnvironmentConflictException($"The journal of environment {id} ends at {entry.Events.Count}, not at {commit.ExpectedSequence}.") { EnvironmentId = id };
            }

            entry.Append(commit);
        }

        if (commit.Snapshot.Status == EnvironmentStatus.Terminated)
        {
            Retain(id);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<EnvironmentEvent>> ReadAsync(EnvironmentId environmentId, long fromSequence, int maximumCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromSequence, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumCount, 1);
        if (!_entries.TryGetValue(environmentId, out Entry? entry))
        {
            return ValueTask.FromResult<IReadOnlyList<EnvironmentEvent>>([]);
        }

        lock (entry)
        {
            int start = (int)Math.Min(fromSequence - 1, entry.Events.Count);
            int count = Math.Min(maximumCount, entry.Events.Count - start);
            return ValueTask.FromResult<IReadOnlyList<EnvironmentEvent>>(count == 0 ? [] : entry.Events.GetRange(start, count));
        }
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(EnvironmentId environmentId, CancellationToken cancellationToken)
    {
        Dictionary<string, Secret> secrets = new(StringComparer.Ordinal);
        if (_entries.TryGetValue(environmentId, out Entry? entry))
        {
            lock (entry)
            {
                foreach ((string name, Secret secret) in entry.Secrets ?? [])
                {
                    secrets[name] = secret;
                }
            }
        }

        return ValueTask.FromResult<IReadOnlyDictionary<string, Secret>>(secrets);
    }

    /// <inheritdoc />
    public ValueTask<EnvironmentSnapshot?> FindAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_entries.TryGetValue(environmentId, out Entry? entry) ? entry.Snapshot : null);

    /// <inheritdoc />
    public async IAsyncEnumerable<EnvironmentSnapshot> QueryAsync(EnvironmentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await ValueTask.CompletedTask.ConfigureAwait(false);
        foreach (EnvironmentSnapshot snapshot in _entries.Values.Select(entry => entry.Snapshot).OfType<EnvironmentSnapshot>().OrderBy(snapshot => snapshot.Id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (query.Matches(snapshot))
            {
                yield return snapshot;
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DeleteAsync(EnvironmentId environmentId, CancellationToken cancellationToken)
    {
        _entries.TryRemove(environmentId, out _);
        return ValueTask.CompletedTask;
    }

    private void Retain(EnvironmentId ended)
    {
        _ended.Enqueue(ended);
        while (_ended.Count > _retainedJournals && _ended.TryDequeue(out EnvironmentId oldest))
        {
            _entries.TryRemove(oldest, out _);
        }
    }

    private sealed class Entry
    {
        public long FencingToken { get; set; }

        public List<EnvironmentEvent> Events { get; } = [];

        public EnvironmentSnapshot? Snapshot { get; private set; }

        public Dictionary<string, Secret>? Secrets { get; private set; }

        public void Append(EnvironmentCommit commit)
        {
            Events.AddRange(commit.Events);
            Snapshot = commit.Snapshot;
            foreach ((string name, Secret secret) in commit.Secrets)
            {
                (Secrets ??= new(StringComparer.Ordinal))[name] = secret;
            }

            if (commit.Snapshot.Status == EnvironmentStatus.Terminated)
            {
                Secrets = null;
            }
        }
    }
}

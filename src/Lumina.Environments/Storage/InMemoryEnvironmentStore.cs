using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Lumina.Environments;

/// <summary>Keeps everything in this process. What it holds ends with the process.</summary>
/// <remarks>The journals of terminated environments are kept for a look back, the newest so many; older ones are dropped.</remarks>
public sealed class InMemoryEnvironmentStore : IEnvironmentStore
{
    /// <summary>How many journals of terminated environments are kept unless it is said: 100. Each of one with twelve components holds some 20 KB of memory, through which the collector has to go.</summary>
    public const int DefaultRetainedJournals = 100;

    private readonly ConcurrentQueue<EnvironmentId> _ended = new();
    private readonly int _retainedJournals;
    private readonly TimeProvider _timeProvider;
    private readonly ConcurrentDictionary<EnvironmentId, Entry> _entries = new();

    /// <summary>Makes an empty store.</summary>
    /// <param name="retainedJournals">How many journals of terminated environments are kept, 0 or more.</param>
    /// <param name="timeProvider">The clock by which leases expire; the system's where it is null.</param>
    public InMemoryEnvironmentStore(int retainedJournals = DefaultRetainedJournals, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(retainedJournals);
        (_retainedJournals, _timeProvider) = (retainedJournals, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc />
    public bool IsDurable => false;

    /// <inheritdoc />
    public ValueTask<EnvironmentLease> AcquireLeaseAsync(EnvironmentId environmentId, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(holder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        Entry entry = _entries.GetOrAdd(environmentId, static _ => new Entry());
        lock (entry)
        {
            DateTimeOffset now = _timeProvider.GetUtcNow();
            if (entry.Lease is { } held && held.Holder != holder && held.ExpiresAt > now)
            {
                throw new EnvironmentLeaseHeldException($"Environment {environmentId} is operated on by {held.Holder} until {held.ExpiresAt:u}.") { EnvironmentId = environmentId, Lease = held };
            }

            return ValueTask.FromResult(entry.Lease = new EnvironmentLease(environmentId, holder, ++entry.LastFencingToken, now + duration));
        }
    }

    /// <inheritdoc />
    public ValueTask<EnvironmentLease> RenewLeaseAsync(EnvironmentLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        Entry entry = _entries.GetValueOrDefault(lease.EnvironmentId) ?? throw Lost(lease, by: null);
        lock (entry)
        {
            EnvironmentLease held = entry.Require(lease);
            return ValueTask.FromResult(entry.Lease = held with { ExpiresAt = _timeProvider.GetUtcNow() + duration });
        }
    }

    /// <inheritdoc />
    public async ValueTask ReleaseLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => await BreakLeaseAsync(lease, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public ValueTask<bool> BreakLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        if (!_entries.TryGetValue(lease.EnvironmentId, out Entry? entry))
        {
            return ValueTask.FromResult(false);
        }

        lock (entry)
        {
            bool holds = entry.Lease?.FencingToken == lease.FencingToken;
            entry.Lease = holds ? null : entry.Lease;
            return ValueTask.FromResult(holds);
        }
    }

    /// <inheritdoc />
    public ValueTask<EnvironmentLease?> FindLeaseAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_entries.GetValueOrDefault(environmentId)?.Lease);

    /// <inheritdoc />
    public IAsyncEnumerable<EnvironmentLease> ListLeasesAsync(CancellationToken cancellationToken) =>
        _entries.Values.Select(entry => entry.Lease).OfType<EnvironmentLease>().OrderBy(lease => lease.EnvironmentId).ToAsyncEnumerable();

    /// <inheritdoc />
    public ValueTask RequestTerminationAsync(EnvironmentId environmentId, string actor, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(environmentId, out Entry? entry))
        {
            lock (entry)
            {
                entry.Lease = entry.Lease is null ? null : entry.Lease with { TerminationRequestedBy = actor };
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask CommitAsync(EnvironmentCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        EnvironmentId id = commit.Lease.EnvironmentId;
        Entry entry = _entries.GetValueOrDefault(id) ?? throw Lost(commit.Lease, by: null);
        bool ends;
        lock (entry)
        {
            entry.Require(commit.Lease);
            if (entry.Events.Count != commit.ExpectedSequence)
            {
                throw new EnvironmentConflictException($"The journal of environment {id} ends at {entry.Events.Count}, not at {commit.ExpectedSequence}.") { EnvironmentId = id };
            }

            ends = entry.Snapshot is { IsActive: true } && !commit.Snapshot.IsActive;
            entry.Append(commit);
        }

        if (ends)
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
        IEnumerable<EnvironmentSnapshot> meant = _entries.Values.Select(entry => entry.Snapshot).OfType<EnvironmentSnapshot>().Where(query.Matches).OrderBy(snapshot => snapshot.Id);
        foreach (EnvironmentSnapshot snapshot in meant.Take(query.MaximumCount ?? int.MaxValue))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return snapshot;
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

    private static EnvironmentLeaseLostException Lost(EnvironmentLease lease, EnvironmentLease? by) =>
        new($"{lease.Holder} has lost its lease (fencing token {lease.FencingToken}) on environment {lease.EnvironmentId}: {(by is null ? "it was broken or released" : $"{by.Holder} holds token {by.FencingToken}")}.")
        {
            EnvironmentId = lease.EnvironmentId,
        };

    private sealed class Entry
    {
        public long LastFencingToken { get; set; }

        public EnvironmentLease? Lease { get; set; }

        public List<EnvironmentEvent> Events { get; } = [];

        public EnvironmentSnapshot? Snapshot { get; private set; }

        public Dictionary<string, Secret>? Secrets { get; private set; }

        public EnvironmentLease Require(EnvironmentLease lease) =>
            Lease is { } held && held.FencingToken == lease.FencingToken ? held : throw Lost(lease, by: Lease);

        public void Append(EnvironmentCommit commit)
        {
            Events.AddRange(commit.Events);
            Snapshot = commit.Snapshot;
            foreach ((string name, Secret secret) in commit.Secrets)
            {
                (Secrets ??= new(StringComparer.Ordinal))[name] = secret;
            }

            if (!commit.Snapshot.IsActive)
            {
                Secrets = null;
            }
        }
    }
}

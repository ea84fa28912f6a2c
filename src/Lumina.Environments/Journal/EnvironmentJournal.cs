namespace Lumina.Environments;

/// <summary>Writes one environment's journal: stamps events, commits them durably, folds them into the snapshot, then tells the stream. Events that are ready together share a commit.</summary>
internal sealed class EnvironmentJournal(EnvironmentId environmentId, EnvironmentLease lease, EnvironmentSnapshot? snapshot, IEnvironmentStore store, EnvironmentEventStream stream, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private List<JournalAppend> _waiting = [];
    private bool _committing;
    private EnvironmentSnapshot? _snapshot = snapshot;
    private EnvironmentLease _lease = lease;
    private Exception? _broken;

    public EnvironmentSnapshot Snapshot => Volatile.Read(ref _snapshot) ?? throw new InvalidOperationException("The journal has no event yet.");

    public EnvironmentLease Lease => Volatile.Read(ref _lease);

    /// <summary>Whether the result of a commit is not known: nothing more is written until the journal was read again.</summary>
    public bool IsBroken => Volatile.Read(ref _broken) is not null;

    /// <summary>Appends events; returns when they are durable. There is no token: an outcome that has happened is recorded whatever its caller wants by now.</summary>
    public Task<EnvironmentSnapshot> AppendAsync(JournalAppend append)
    {
        lock (_lock)
        {
            _waiting.Add(append);
            if (_committing)
            {
                return append.Completion.Task;
            }

            _committing = true;
        }

        _ = CommitWaitingAsync();
        return append.Completion.Task;
    }

    /// <summary>Where the result of a commit is not known, or another process has written: takes a new lease and reads the journal again. The caller sees to it that nobody operates on the environment meanwhile.</summary>
    public async Task CatchUpAsync()
    {
        lock (_lock)
        {
            if (_committing)
            {
                return; // who is writing now learns by itself whether the journal ends where he thinks
            }

            _committing = true;
        }

        try
        {
            if (IsBroken || await IsBehindAsync().ConfigureAwait(false))
            {
                await ReadAgainAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await CommitWaitingAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> IsBehindAsync() =>
        await store.FindAsync(environmentId, CancellationToken.None).ConfigureAwait(false) is { } stored && stored.Version != Snapshot.Version;

    private async Task ReadAgainAsync()
    {
        EnvironmentLease renewed = await store.AcquireLeaseAsync(environmentId, Lease.Holder, TimeSpan.FromSeconds(30), CancellationToken.None).ConfigureAwait(false);
        EnvironmentSnapshot read = await JournalReader.FoldAsync(store, environmentId).ConfigureAwait(false);
        long unseen = (_snapshot?.Version ?? 0) + 1;
        Volatile.Write(ref _lease, renewed);
        Volatile.Write(ref _snapshot, read);
        Volatile.Write(ref _broken, null);
        if (read.Version >= unseen)
        {
            stream.Publish(read, unseen);
        }
    }

    private async Task CommitWaitingAsync()
    {
        while (TakeWaiting() is { } batch)
        {
            try
            {
                await CommitAsync(batch).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Whether the commit has happened is not known: this journal must not be written to again, and every waiting caller is told.
                Volatile.Write(ref _broken, exception);
                batch.ForEach(append => append.Completion.TrySetException(exception));
            }
        }
    }

    private List<JournalAppend>? TakeWaiting()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _committing = false;
                return null;
            }

            List<JournalAppend> batch = _waiting;
            _waiting = [];
            return batch;
        }
    }

    private async ValueTask CommitAsync(List<JournalAppend> batch)
    {
        if (_broken is not null)
        {
            throw new EnvironmentConflictException($"The journal of environment {environmentId} cannot be written to any more: {_broken.Message}");
        }

        EnvironmentSnapshot? next = _snapshot;
        long sequence = next?.Version ?? 0;
        DateTimeOffset time = timeProvider.GetUtcNow();
        List<EnvironmentEvent> events = new(batch.Count);
        Dictionary<string, Secret>? secrets = null;
        foreach (JournalAppend append in batch)
        {
            if (!TryStamp(append, events, sequence, time, ref next))
            {
                continue;
            }

            foreach ((string name, Secret secret) in append.Secrets)
            {
                (secrets ??= new(StringComparer.Ordinal))[name] = secret;
            }
        }

        if (events.Count > 0)
        {
            EnvironmentCommit commit = new(Lease, sequence, events, next!);
            await store.CommitAsync(secrets is null ? commit : commit with { Secrets = secrets }, CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _snapshot, next);
            stream.Publish(next!, sequence + 1);
        }

        batch.ForEach(append => append.Completion.TrySetResult(next!));
    }

    // An append that cannot be made is its caller's alone: the others in the batch, and the journal, go on.
    private bool TryStamp(JournalAppend append, List<EnvironmentEvent> events, long sequence, DateTimeOffset time, ref EnvironmentSnapshot? next)
    {
        int before = events.Count;
        EnvironmentSnapshot? after = next;
        try
        {
            foreach (EnvironmentEvent @event in append.Events(next))
            {
                EnvironmentEvent stamped = @event with { EnvironmentId = environmentId, Sequence = sequence + events.Count + 1, Time = time, Actor = append.Actor };
                after = after is not { Status: EnvironmentStatus.Terminated }
                    ? SnapshotFold.Apply(after, stamped)
                    : throw new EnvironmentConflictException($"Environment {environmentId} has ended: its journal takes no {@event.GetType().Name} any more.") { EnvironmentId = environmentId };
                events.Add(stamped);
            }
        }
        catch (Exception exception)
        {
            events.RemoveRange(before, events.Count - before);
            append.Completion.TrySetException(exception);
            return false;
        }

        next = after;
        return true;
    }
}

namespace Lumina.Environments;

/// <summary>Writes one environment's journal: stamps events, commits them durably, folds them into the snapshot, then tells the stream. Events that are ready together share a commit.</summary>
internal sealed class EnvironmentJournal(EnvironmentId environmentId, EnvironmentLease lease, EnvironmentSnapshot? snapshot, IEnvironmentStore store, EnvironmentEventStream stream, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private List<JournalAppend> _waiting = [];
    private bool _committing;
    private EnvironmentSnapshot? _snapshot = snapshot;
    private Exception? _broken;

    public EnvironmentSnapshot Snapshot => Volatile.Read(ref _snapshot) ?? throw new InvalidOperationException("The journal has no event yet.");

    public EnvironmentLease Lease => lease;

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
                _broken = exception;
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
            foreach (EnvironmentEvent @event in append.Events(next))
            {
                EnvironmentEvent stamped = @event with { EnvironmentId = environmentId, Sequence = sequence + events.Count + 1, Time = time, Actor = append.Actor };
                events.Add(stamped);
                next = SnapshotFold.Apply(next, stamped);
            }

            foreach ((string name, Secret secret) in append.Secrets)
            {
                (secrets ??= new(StringComparer.Ordinal))[name] = secret;
            }
        }

        if (events.Count > 0)
        {
            EnvironmentCommit commit = new(lease, sequence, events, next!);
            await store.CommitAsync(secrets is null ? commit : commit with { Secrets = secrets }, CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _snapshot, next);
            stream.Publish(environmentId, sequence + 1);
        }

        batch.ForEach(append => append.Completion.TrySetResult(next!));
    }
}

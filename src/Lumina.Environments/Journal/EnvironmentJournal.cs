using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>Writes one environment's journal: stamps events, commits them durably, folds them into the snapshot, then tells the stream. Events that are ready together share a commit.</summary>
internal sealed class EnvironmentJournal(EnvironmentId environmentId, LeaseKeeper lease, EnvironmentSnapshot? snapshot, JournalReader reader, IEnvironmentStore store, EnvironmentEventStream stream, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private List<JournalAppend> _waiting = new(1);
    private bool _committing;
    private bool _readingAgain;
    private EnvironmentSnapshot? _snapshot = snapshot;
    private Exception? _broken;

    public EnvironmentSnapshot Snapshot => Volatile.Read(ref _snapshot) ?? throw new InvalidOperationException("The journal has no event yet.");

    /// <summary>The sequence number of the last event; 0 before the first.</summary>
    public long Version => Volatile.Read(ref _snapshot)?.Version ?? 0;

    /// <summary>Sees to it that nothing is done to an environment of which something is not understood.</summary>
    /// <exception cref="EnvironmentNotUnderstoodException">Something is not.</exception>
    public void RequireUnderstood() => RequireUnderstood(Volatile.Read(ref _snapshot));

    /// <summary>Whether the result of a commit is not known, or the lease was lost: nothing more is written until the journal was read again.</summary>
    public bool IsBroken => Volatile.Read(ref _broken) is not null;

    /// <summary>From now on nothing is written until the journal was read again.</summary>
    public void Break(Exception exception) => Interlocked.CompareExchange(ref _broken, exception, null);

    /// <summary>Appends events; returns when they are durable. There is no token: an outcome that has happened is recorded whatever its caller wants by now.</summary>
    public Task<EnvironmentSnapshot> AppendAsync(JournalAppend append)
    {
        lock (_lock)
        {
            _waiting.Add(append);
            if (_committing || _readingAgain)
            {
                return append.Completion.Task;
            }

            _committing = true;
        }

        _ = CommitWaitingAsync();
        return append.Completion.Task;
    }

    /// <summary>Reads what others have written since the lease was last held.</summary>
    /// <returns>The environment's secrets, where there was something.</returns>
    public async Task<IReadOnlyDictionary<string, Secret>> CatchUpAsync() => Volatile.Read(ref _snapshot) is { } known
        ? await ReadAsync(known).ConfigureAwait(false)
        : ImmutableDictionary<string, Secret>.Empty; // a new journal: nobody else can have written to it

    /// <summary>Where the result of a commit is not known: takes the lease under a new token and reads the journal from its beginning. The caller sees to it that nobody operates on the environment meanwhile.</summary>
    /// <returns>The environment's secrets.</returns>
    public async Task<IReadOnlyDictionary<string, Secret>> ReadAgainAsync()
    {
        lock (_lock)
        {
            _readingAgain = true; // who appends now waits until it is known where the journal ends
        }

        try
        {
            await lease.RetakeAsync().ConfigureAwait(false);
            IReadOnlyDictionary<string, Secret> secrets = await ReadAsync(since: null).ConfigureAwait(false);
            Volatile.Write(ref _broken, null);
            return secrets;
        }
        finally
        {
            if (BeginAfterReading())
            {
                await CommitWaitingAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, Secret>> ReadAsync(EnvironmentSnapshot? since)
    {
        long unseen = (Volatile.Read(ref _snapshot)?.Version ?? 0) + 1;
        if (await reader.FoldAsync(environmentId, since).ConfigureAwait(false) is not { } read || read.Version == since?.Version)
        {
            return ImmutableDictionary<string, Secret>.Empty;
        }

        IReadOnlyDictionary<string, Secret> secrets = await store.ReadSecretsAsync(environmentId, CancellationToken.None).ConfigureAwait(false);
        read = StoredSecrets.Bind(read, secrets);
        Volatile.Write(ref _snapshot, read);
        if (read.Version >= unseen)
        {
            stream.Publish(read, unseen);
        }

        return secrets;
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
                Break(exception);
                batch.ForEach(append => append.Completion.TrySetException(exception));
            }
        }
    }

    /// <summary>Whether the caller is to commit what has come meanwhile; false where the commit that broke the journal is only just ending, and does.</summary>
    private bool BeginAfterReading()
    {
        lock (_lock)
        {
            _readingAgain = false;
            bool begins = !_committing;
            _committing = true;
            return begins;
        }
    }

    private List<JournalAppend>? TakeWaiting()
    {
        lock (_lock)
        {
            if (_readingAgain || _waiting.Count == 0)
            {
                _committing = false;
                return null;
            }

            List<JournalAppend> batch = _waiting;
            _waiting = new(1);
            return batch;
        }
    }

    private async ValueTask CommitAsync(List<JournalAppend> batch)
    {
        if (_broken is EnvironmentLeaseLostException lost)
        {
            throw new EnvironmentLeaseLostException(lost.Message) { EnvironmentId = environmentId };
        }

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
            EnvironmentCommit commit = new(lease.Current, sequence, events, next!);
            await store.CommitAsync(secrets is null ? commit : commit with { Secrets = secrets }, CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _snapshot, next);
            stream.Publish(next!, sequence + 1);
        }

        foreach (JournalAppend append in batch)
        {
            append.Completion.TrySetResult(next!);
        }
    }

    private static void RequireUnderstood(EnvironmentSnapshot? environment)
    {
        if (environment is { NotUnderstood: { } type })
        {
            throw new EnvironmentNotUnderstoodException(environment.Id, environment.Name, type);
        }
    }

    // An append that cannot be made is its caller's alone: the others in the batch, and the journal, go on.
    private bool TryStamp(JournalAppend append, List<EnvironmentEvent> events, long sequence, DateTimeOffset time, ref EnvironmentSnapshot? next)
    {
        int before = events.Count;
        EnvironmentSnapshot? after = next;
        try
        {
            RequireUnderstood(next); // health checks write without a verb, which would have asked before
            IReadOnlyList<EnvironmentEvent> added = append.EventsFor(next);
            for (int i = 0; i < added.Count; i++)
            {
                EnvironmentEvent @event = added[i];
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

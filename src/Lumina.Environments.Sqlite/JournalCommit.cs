namespace Lumina.Environments.Sqlite;

/// <summary>A commit that is ready to be written: on its caller's thread everything has become text and cipher, and what is left to the writer is SQL.</summary>
internal sealed class JournalCommit
{
    // How many events may come after the stored snapshot: reading an environment folds so many, and no more.
    private const int LongestTail = 512;

    private const string Key = "(SELECT key FROM environments WHERE id = ?1)";

    private readonly EnvironmentCommit _commit;
    private readonly bool _changesEnvironment;
    private readonly string[] _events;
    private readonly string? _snapshot;
    private readonly List<(string Name, byte[] Value)> _secrets = [];

    public JournalCommit(EnvironmentCommit commit, EnvironmentEventJson events, EnvironmentSnapshotJson snapshots, SecretCipher cipher)
    {
        Require(commit);
        _commit = commit;
        _events = [.. commit.Events.Select(events.Write)];

        // A snapshot for each commit would cost more than all the rest: it is written when something has happened to the environment as a whole, or when the tail grows long.
        bool isOfEnvironment = commit.Events.Any(@event => @event is not ComponentEvent);
        _changesEnvironment = isOfEnvironment || commit.Snapshot.Status == EnvironmentStatus.Failed;
        _snapshot = isOfEnvironment || commit.ExpectedSequence / LongestTail != LastSequence / LongestTail ? snapshots.Write(commit.Snapshot) : null;
        if (!IsEnd)
        {
            foreach ((string name, Secret secret) in commit.Secrets)
            {
                if (secret.TryReveal() is { } value)
                {
                    _secrets.Add((name, cipher.Encrypt(Id, name, value)));
                }
            }
        }
    }

    /// <summary>Whether nothing of the environment is left after it: it is Terminated, or has failed and was rolled back whole.</summary>
    public bool IsEnd => !_commit.Snapshot.IsActive;

    private long? EndedAt => IsEnd ? (_commit.Snapshot.TerminatedAt ?? _commit.Events[^1].Time).UtcTicks : null;

    private EnvironmentId Id => _commit.Lease.EnvironmentId;

    private long LastSequence => _commit.ExpectedSequence + _commit.Events.Count;

    /// <exception cref="EnvironmentLeaseLostException">The lease is another's or nobody's; nothing was written.</exception>
    /// <exception cref="EnvironmentConflictException">The journal ends elsewhere; nothing was written.</exception>
    public bool Write(SqliteSession session)
    {
        if (_commit.ExpectedSequence == 0)
        {
            Begin(session);
        }

        for (int i = 0; i < _events.Length; i++)
        {
            Append(session, _commit.ExpectedSequence + i, _events[i]);
        }

        if (_changesEnvironment)
        {
            EnvironmentSnapshot environment = _commit.Snapshot;
            session.Execute(
                "UPDATE environments SET status = ?2, active = ?3, expires_at = ?4, ended_at = ?5 WHERE id = ?1",
                Id.Value, environment.Status.ToString(), environment.IsActive ? 1 : 0, environment.ExpiresAt?.UtcTicks, EndedAt);
        }

        if (_snapshot is not null)
        {
            session.Execute(
                $"INSERT INTO snapshots (environment, version, json) VALUES ({Key}, ?2, ?3) ON CONFLICT (environment) DO UPDATE SET version = excluded.version, json = excluded.json",
                Id.Value, LastSequence, _snapshot);
        }

        foreach ((string name, byte[] value) in _secrets)
        {
            session.Execute($"INSERT INTO secrets (environment, name, value) VALUES ({Key}, ?2, ?3) ON CONFLICT (environment, name) DO UPDATE SET value = excluded.value", Id.Value, name, value);
        }

        if (IsEnd)
        {
            session.Execute($"DELETE FROM secrets WHERE environment = {Key}", Id.Value);
        }

        return true;
    }

    // Without an event yet, and so of no length: its first one is refused or taken as any other.
    private void Begin(SqliteSession session)
    {
        EnvironmentSnapshot environment = _commit.Snapshot;
        int begun = session.Execute(
            """
            INSERT INTO environments (id, version, owner, name, type, status, active, created_at, expires_at, ended_at)
            SELECT ?1, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE EXISTS (SELECT 1 FROM leases WHERE environment_id = ?1 AND fencing_token = ?2)
            ON CONFLICT (id) DO NOTHING
            """,
            Id.Value, _commit.Lease.FencingToken, environment.Owner, environment.Name, environment.Type.ToString(), environment.Status.ToString(),
            environment.IsActive ? 1 : 0, environment.CreatedAt.UtcTicks, environment.ExpiresAt?.UtcTicks, EndedAt);
        if (begun == 1)
        {
            // They are the spec's, which does not change.
            foreach ((string name, string value) in environment.Tags)
            {
                session.Execute($"INSERT INTO tags (environment, name, value) VALUES ({Key}, ?2, ?3)", Id.Value, name, value);
            }
        }
    }

    // Two statements and no RETURNING, for which SQLite makes a table of its own each time: it would cost more than both.
    private void Append(SqliteSession session, long after, string json)
    {
        int appended = session.Execute(
            """
            INSERT INTO events (environment, sequence, previous, json)
            SELECT key, version + 1, last_position, ?4 FROM environments
            WHERE id = ?1 AND version = ?3 AND EXISTS (SELECT 1 FROM leases WHERE environment_id = ?1 AND fencing_token = ?2)
            """,
            Id.Value, _commit.Lease.FencingToken, after, json);
        if (appended == 0)
        {
            throw Refusal(session);
        }

        session.Execute("UPDATE environments SET version = version + 1, last_position = last_insert_rowid() WHERE id = ?1", Id.Value);
    }

    private EnvironmentException Refusal(SqliteSession session)
    {
        bool isLost = session.Scalar("SELECT 1 FROM leases WHERE environment_id = ?1 AND fencing_token = ?2", Id.Value, _commit.Lease.FencingToken) is null;
        return isLost
            ? LeaseTable.Lost(session, _commit.Lease)
            : new EnvironmentConflictException($"The journal of environment {Id} ends at {session.Scalar("SELECT version FROM environments WHERE id = ?1", Id.Value) ?? 0L}, not at {_commit.ExpectedSequence}.") { EnvironmentId = Id };
    }

    private static void Require(EnvironmentCommit commit)
    {
        bool isNumbered = commit.Events.Index().All(item => item.Item.EnvironmentId == commit.Lease.EnvironmentId && item.Item.Sequence == commit.ExpectedSequence + item.Index + 1);
        if (!isNumbered || commit.Events.Count == 0 || commit.ExpectedSequence < 0)
        {
            throw new ArgumentException($"The events are not the ones after {commit.ExpectedSequence} of environment {commit.Lease.EnvironmentId}: they are numbered without a gap.", nameof(commit));
        }
    }
}

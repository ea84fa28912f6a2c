using System.Collections.Concurrent;

namespace Lumina.Environments;

/// <summary>One environment in this process: its journal, its known secrets, its specs, and the gate that lets one verb at a time through.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose.")]
internal sealed class EnvironmentSession
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<ComponentName, Task> _outliving = new(concurrencyLevel: 1, capacity: 1); // hardly ever used
    private readonly Lock _lock = new();
    private volatile WantedComponents _wanted;
    private Operation? _current;
    private Task<EnvironmentSnapshot>? _termination;
    private string? _terminatedBy;
    private long _othersVersion;

    public EnvironmentSession(EnvironmentId id, EnvironmentJournal journal, LeaseKeeper lease, IProcessInspector processes, IReadOnlyDictionary<ComponentName, ComponentSpec> specs)
    {
        (Id, Journal, Lease, Processes, _wanted) = (id, journal, lease, processes, new WantedComponents(Spec: null, specs));
        foreach (CodeSource source in specs.Values.OfType<DataSpec>().SelectMany(data => data.Data.Sources).OfType<CodeSource>())
        {
            foreach (Secret secret in source.Secrets)
            {
                Redactor.Add(secret.TryReveal());
            }
        }

        // What is there already was written by others.
        _othersVersion = journal.Version;
        lease.Taken = CatchUpAsync;
        lease.TerminationRequested = actor => Interrupt(actor);
        lease.Lost = Lose;
        lease.EnvironmentName = () => journal.Version == 0 ? null : journal.Snapshot.Name;
    }

    public EnvironmentId Id { get; }

    public EnvironmentJournal Journal { get; }

    public LeaseKeeper Lease { get; }

    public IProcessInspector Processes { get; }

    /// <summary>The environment as this process sees it.</summary>
    public EnvironmentSnapshot Snapshot => ProcessOutputs.LayOver(Journal.Snapshot);

    public ProcessOutputs ProcessOutputs { get; } = new();

    /// <summary>The last version that another process has written, as far as it was read here; 0 where none has.</summary>
    public long OthersVersion => Volatile.Read(ref _othersVersion);

    /// <summary>The <see cref="OthersVersion"/> for which what leads to components was opened in this process.</summary>
    public long AttachedVersion { get; set; }

    public SecretRedactor Redactor { get; } = new();

    /// <summary>What was wanted of each component, with literal secrets under their stored names.</summary>
    public IReadOnlyDictionary<ComponentName, ComponentSpec> Specs => (_wanted = _wanted.At(Snapshot.Spec)).Components;

    /// <summary>Generated credentials and literal secrets, by their names: <c>kind/name:place</c>.</summary>
    public ConcurrentDictionary<string, Secret> Secrets { get; } = new(concurrencyLevel: 1, capacity: 8, StringComparer.Ordinal);

    /// <summary>Calls that outlived their timeout. Their components stay in doubt until the calls have returned.</summary>
    public ConcurrentDictionary<ComponentName, Task> Outliving => _outliving;

    /// <summary>Waits for its turn, holds the lease and makes the operation the one that an interruption reaches.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="wait">How long to wait for another process that operates on the environment.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task EnterAsync(Operation operation, TimeSpan wait, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Lease.HoldAsync(wait, operation.Verb == EnvironmentVerb.Terminate ? operation.Actor : null, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _gate.Release();
            throw;
        }

        try
        {
            if (Journal.IsBroken)
            {
                Remember(await Journal.ReadAgainAsync().ConfigureAwait(false));
            }

            Journal.RequireUnderstood();
        }
        catch
        {
            await LeaveAsync().ConfigureAwait(false);
            throw;
        }

        lock (_lock)
        {
            _current = operation;
            if (_termination is { IsCompleted: false } && _terminatedBy is not null && operation.Verb != EnvironmentVerb.Terminate)
            {
                // It waited for its turn when the termination was asked for.
                operation.Interrupt(_terminatedBy);
            }
        }
    }

    /// <summary>Whether nobody here operates on it, or waits to.</summary>
    public bool IsIdle => _gate.CurrentCount == 1 && Lease.FencingToken == 0;

    /// <summary>Reads what other processes have written, where nobody here operates on it.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => Lease.CatchUpAsync(cancellationToken);

    /// <summary>Ends the turn.</summary>
    public async Task LeaveAsync()
    {
        lock (_lock)
        {
            _current = null;
        }

        try
        {
            await Lease.LetGoAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Appends beside whatever operation is at work, or none: holds the lease for as long as it takes.</summary>
    public async Task<EnvironmentSnapshot> AppendAsync(JournalAppend append, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (Journal.IsBroken)
        {
            await ReadAgainInTurnAsync(wait, cancellationToken).ConfigureAwait(false);
        }

        await Lease.HoldAsync(wait, terminating: null, cancellationToken).ConfigureAwait(false);
        try
        {
            return ProcessOutputs.LayOver(await Journal.AppendAsync(append).ConfigureAwait(false));
        }
        finally
        {
            await Lease.LetGoAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Remembers secrets, so that they can be used and are taken out of texts.</summary>
    public void Remember(IEnumerable<KeyValuePair<string, Secret>> secrets)
    {
        foreach ((string name, Secret secret) in secrets)
        {
            Secrets[name] = secret;
            if (!StoredProviderRecord.Is(name))
            {
                Redactor.Add(secret.TryReveal());
            }
        }
    }

    /// <summary>Who terminated it, or tried to, last; null where nobody did.</summary>
    public string? TerminatedBy => Volatile.Read(ref _terminatedBy);

    /// <summary>Cancels the operation that is at work, unless it is a termination. Under the lock, so that the operation cannot end meanwhile.</summary>
    /// <param name="actor">Who terminates the environment.</param>
    /// <param name="spared">A verb that is waited for all the same.</param>
    public void Interrupt(string actor, EnvironmentVerb? spared = null)
    {
        lock (_lock)
        {
            _terminatedBy = actor;
            if (_current is { Verb: not EnvironmentVerb.Terminate } operation && operation.Verb != spared)
            {
                operation.Interrupt(actor);
            }
        }
    }

    /// <summary>The termination that is under way, or a new one: terminating twice is one termination.</summary>
    public Task<EnvironmentSnapshot> JoinTermination(Func<Task<EnvironmentSnapshot>> terminate)
    {
        lock (_lock)
        {
            return _termination is { IsCompleted: false } running ? running : _termination = terminate();
        }
    }

    private async Task CatchUpAsync()
    {
        long known = Journal.Version;
        Remember(await Journal.CatchUpAsync().ConfigureAwait(false));
        if (Journal.Version > known)
        {
            Volatile.Write(ref _othersVersion, Journal.Version);
        }
    }

    // No operation may be at work meanwhile: it would go on with a journal that was read without it.
    private async Task ReadAgainInTurnAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Lease.HoldAsync(wait, terminating: null, cancellationToken).ConfigureAwait(false);
            try
            {
                Remember(Journal.IsBroken ? await Journal.ReadAgainAsync().ConfigureAwait(false) : []);
            }
            finally
            {
                await Lease.LetGoAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Lose(EnvironmentLeaseLostException exception)
    {
        Journal.Break(exception);
        lock (_lock)
        {
            _current?.Lose();
        }
    }
}

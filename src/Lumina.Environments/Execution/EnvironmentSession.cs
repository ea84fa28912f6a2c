using System.Collections.Concurrent;

namespace Lumina.Environments;

/// <summary>One environment in this process: its journal, its known secrets, its specs, and the gate that lets one verb at a time through.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose.")]
internal sealed class EnvironmentSession(
    EnvironmentId id,
    EnvironmentJournal journal,
    IReadOnlyDictionary<ComponentName, ComponentSpec> specs,
    SecretRedactor redactor,
    ConcurrentDictionary<string, Secret> secrets)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<ComponentName, Task> _outliving = new();
    private readonly Lock _lock = new();
    private Operation? _current;
    private Task<EnvironmentSnapshot>? _termination;
    private string? _terminatedBy;

    public EnvironmentId Id => id;

    public EnvironmentJournal Journal => journal;

    public EnvironmentSnapshot Snapshot => journal.Snapshot;

    public SecretRedactor Redactor => redactor;

    /// <summary>What was wanted of each component, with literal secrets under their stored names.</summary>
    public IReadOnlyDictionary<ComponentName, ComponentSpec> Specs => specs;

    /// <summary>Generated credentials and literal secrets, by their names: <c>kind/name:place</c>.</summary>
    public ConcurrentDictionary<string, Secret> Secrets => secrets;

    /// <summary>Calls that outlived their timeout. Their components stay in doubt until the calls have returned.</summary>
    public ConcurrentDictionary<ComponentName, Task> Outliving => _outliving;

    /// <summary>Waits for its turn and makes the operation the one that an interruption reaches.</summary>
    public async Task EnterAsync(Operation operation, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>Reads the journal again where the result of a commit is not known and no operation is at work.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (journal.IsBroken)
        {
            await EnterAsync(cancellationToken).ConfigureAwait(false);
            Leave();
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _current = null;
        }

        _gate.Release();
    }

    /// <summary>Who terminated it, or tried to, last; null where nobody did.</summary>
    public string? TerminatedBy => Volatile.Read(ref _terminatedBy);

    /// <summary>Cancels the operation that is at work, unless it is a termination. Under the lock, so that the operation cannot end meanwhile.</summary>
    public void Interrupt(string actor)
    {
        lock (_lock)
        {
            _terminatedBy = actor;
            if (_current is { Verb: not EnvironmentVerb.Terminate } operation)
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

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await journal.CatchUpAsync().ConfigureAwait(false);
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }
}

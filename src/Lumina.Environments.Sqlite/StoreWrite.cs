namespace Lumina.Environments.Sqlite;

/// <summary>Something that waits for its turn to be written.</summary>
internal abstract class StoreWrite
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private int _state;

    /// <summary>Takes it for writing; from then on it is not cancelled any more. Whether nobody has cancelled it before.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Writes, within a transaction that others share. A refusal is remembered, and has written nothing.</summary>
    public abstract void Execute(SqliteSession session);

    /// <summary>Tells the caller that it is durable, or that it was refused.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);

    protected bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting;
}

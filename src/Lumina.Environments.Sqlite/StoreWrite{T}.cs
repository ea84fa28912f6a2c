namespace Lumina.Environments.Sqlite;

/// <inheritdoc />
internal sealed class StoreWrite<T> : StoreWrite
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<SqliteSession, T> _work;
    private readonly CancellationTokenRegistration _cancellation;
    private EnvironmentException? _refusal;
    private T? _result;

    public StoreWrite(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        _work = work;
        _cancellation = cancellationToken.UnsafeRegister(
            static (write, token) =>
            {
                if (((StoreWrite<T>)write!).TryCancel())
                {
                    ((StoreWrite<T>)write)._completion.TrySetCanceled(token);
                }
            },
            this);
    }

    public Task<T> Task => _completion.Task;

    public override void Execute(SqliteSession session)
    {
        _refusal = null;
        try
        {
            _result = _work(session);
        }
        catch (EnvironmentException refusal)
        {
            _refusal = refusal;
        }
    }

    public override void Complete()
    {
        _cancellation.Unregister();
        if (_refusal is null)
        {
            _completion.TrySetResult(_result!);
        }
        else
        {
            _completion.TrySetException(_refusal);
        }
    }

    public override void Fail(Exception exception)
    {
        _cancellation.Unregister();
        _completion.TrySetException(exception);
    }
}

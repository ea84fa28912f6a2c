using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite;

/// <summary>The connections that read: beside each other and beside the writer, each from one state of the store.</summary>
internal sealed class StoreReaders(Func<SqliteSession> open, Func<SqliteException, Exception> translate) : IAsyncDisposable
{
    private const int Most = 8;

    private readonly SemaphoreSlim _free = new(Most, Most);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private int _disposed;

    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, typeof(SqliteEnvironmentStore));
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(work), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Closes the connections; waits for those that are being read from.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        for (int i = 0; i < Most; i++)
        {
            await _free.WaitAsync().ConfigureAwait(false);
        }

        while (_idle.TryTake(out SqliteSession? session))
        {
            session.Dispose();
        }

        _free.Dispose();
    }

    private T Read<T>(Func<SqliteSession, T> work)
    {
        SqliteSession? session = null;
        try
        {
            session = _idle.TryTake(out SqliteSession? idle) ? idle : Open();
            session.Execute("BEGIN");
            T result = work(session);
            session.Execute("COMMIT");
            _idle.Add(session);
            return result;
        }
        catch (Exception exception)
        {
            session?.Dispose(); // with whatever it was in the middle of
            if (exception is SqliteException error)
            {
                throw translate(error);
            }

            throw;
        }
    }

    private SqliteSession Open()
    {
        SqliteSession session = open();
        session.Run("PRAGMA query_only = ON");
        return session;
    }
}

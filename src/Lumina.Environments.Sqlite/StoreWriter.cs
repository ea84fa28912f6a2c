using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite;

/// <summary>The one that writes: what waits while it is at work shares the next transaction, and so its way to the disk (group commit).</summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    private const int LargestGroup = 512;

    private readonly Channel<StoreWrite> _waiting = Channel.CreateUnbounded<StoreWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteSession _session;
    private readonly Action _requireThere;
    private readonly Func<SqliteException, Exception> _translate;
    private readonly Task _loop;
    private bool _isWriting;

    /// <param name="session">What it writes with.</param>
    /// <param name="requireThere">Throws where what is written would be lost.</param>
    /// <param name="translate">Says what an error means.</param>
    public StoreWriter(SqliteSession session, Action requireThere, Func<SqliteException, Exception> translate)
    {
        (_session, _requireThere, _translate) = (session, requireThere, translate);
        _loop = Task.Run(RunAsync);
    }

    public bool IsWriting => Volatile.Read(ref _isWriting);

    /// <summary>Writes; returns when it is durable. The token counts until the writing begins.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        StoreWrite<T> write = new(work, cancellationToken);
        ObjectDisposedException.ThrowIf(!_waiting.Writer.TryWrite(write), typeof(SqliteEnvironmentStore));
        return await write.Task.ConfigureAwait(false);
    }

    /// <summary>Writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_waiting.Writer.TryComplete())
        {
            await _loop.ConfigureAwait(false);
            _session.Dispose();
        }
    }

    private async Task RunAsync()
    {
        List<StoreWrite> group = [];
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (group.Count < LargestGroup && _waiting.Reader.TryRead(out StoreWrite? write))
            {
                if (write.TryTake())
                {
                    group.Add(write);
                }
            }

            Write(group);
            group.Clear();

            // Those who were answered just now have often more to write: it goes with the next group instead of the one after it.
            await Task.Yield();
        }
    }

    private void Write(List<StoreWrite> group)
    {
        bool isExecuting = false;
        Volatile.Write(ref _isWriting, true);
        try
        {
            _requireThere();
            _session.Execute("BEGIN IMMEDIATE");
            isExecuting = true;
            group.ForEach(write => write.Execute(_session));
            isExecuting = false;
            _session.Execute("COMMIT");
        }
        catch (Exception exception)
        {
            // Whatever it was, everybody who waits for this group is told: the loop must go on.
            RollBack();
            if (isExecuting && group.Count > 1)
            {
                // One of them has a fault that is its own: each is tried alone, so that only that one fails.
                group.ForEach(write => Write([write]));
                return;
            }

            Volatile.Write(ref _isWriting, false);
            Exception failure = exception is SqliteException error ? _translate(error) : exception;
            group.ForEach(write => write.Fail(failure));
            return;
        }

        // Before they are answered: who was answered must not find it writing still.
        Volatile.Write(ref _isWriting, false);
        group.ForEach(write => write.Complete());
    }

    private void RollBack()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // there is none, or SQLite has rolled it back by itself
        }
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Lumina.Environments.Tests.Execution;

/// <summary>A subscriber that keeps what it gets and lets a test wait for it.</summary>
internal sealed class EventRecorder : IObserver<EnvironmentEvent>
{
    private readonly Channel<EnvironmentEvent> _waiting = Channel.CreateUnbounded<EnvironmentEvent>();
    private readonly ConcurrentQueue<EnvironmentEvent> _all = new();

    public IReadOnlyList<EnvironmentEvent> All => [.. _all];

    public Exception? Error { get; private set; }

    public void OnNext(EnvironmentEvent value)
    {
        _all.Enqueue(value);
        _waiting.Writer.TryWrite(value);
    }

    public void OnError(Exception error)
    {
        Error = error;
        _waiting.Writer.TryComplete(error);
    }

    public void OnCompleted()
    {
    }

    /// <summary>The next event of a type; those before it are passed over.</summary>
    public async Task<TEvent> WaitForAsync<TEvent>(Func<TEvent, bool>? which = null)
        where TEvent : EnvironmentEvent
    {
        while (true)
        {
            if (await _waiting.Reader.ReadAsync().AsTask().Soon() is TEvent wanted && (which is null || which(wanted)))
            {
                return wanted;
            }
        }
    }
}

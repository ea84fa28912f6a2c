using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Lumina.Environments;

/// <summary>Reads a journal page by page, and waits for more where that is asked for.</summary>
internal sealed class JournalReader(IEnvironmentStore store, EnvironmentEventStream stream)
{
    private const int PageSize = 256;

    public async IAsyncEnumerable<EnvironmentEvent> ReadAsync(
        EnvironmentId environmentId,
        long fromSequence,
        bool follow,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One signal is enough: it says that there is something to read, not how much.
        Channel<bool> signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using IDisposable? subscription = follow ? stream.Subscribe(new Signal(environmentId, signals.Writer)) : null;
        long next = fromSequence;
        while (true)
        {
            IReadOnlyList<EnvironmentEvent> page = await store.ReadAsync(environmentId, next, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (EnvironmentEvent @event in page)
            {
                yield return @event;
            }

            next += page.Count;
            bool ended = page is [.., EnvironmentTerminated];
            if (ended || (!follow && page.Count < PageSize))
            {
                yield break;
            }

            if (page.Count < PageSize)
            {
                await signals.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private sealed class Signal(EnvironmentId environmentId, ChannelWriter<bool> signals) : IObserver<EnvironmentEvent>
    {
        public void OnNext(EnvironmentEvent value)
        {
            if (value.EnvironmentId == environmentId)
            {
                signals.TryWrite(true);
            }
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}

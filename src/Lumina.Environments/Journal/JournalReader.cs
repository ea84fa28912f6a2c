using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Reads a journal page by page, and waits for more where that is asked for.</summary>
internal sealed class JournalReader(IEnvironmentStore store, EnvironmentEventStream stream, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    private const int PageSize = 256;

    /// <summary>The environment as its journal tells it.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="since">As it was at the last event that is known; null to read from the first.</param>
    /// <returns>The environment; null where there is no event.</returns>
    public async Task<EnvironmentSnapshot?> FoldAsync(EnvironmentId environmentId, EnvironmentSnapshot? since = null)
    {
        EnvironmentSnapshot? snapshot = since;
        IReadOnlyList<EnvironmentEvent> page;
        do
        {
            page = await store.ReadAsync(environmentId, (snapshot?.Version ?? 0) + 1, PageSize, CancellationToken.None).ConfigureAwait(false);
            foreach (EnvironmentEvent @event in page)
            {
                snapshot = SnapshotFold.Apply(snapshot, @event);
            }
        }
        while (page.Count == PageSize);

        return snapshot;
    }

    public async IAsyncEnumerable<EnvironmentEvent> ReadAsync(
        EnvironmentId environmentId,
        long fromSequence,
        bool follow,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One signal is enough: it says that there may be something to read, not how much.
        Channel<bool> signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        Signal signal = new(environmentId, signals.Writer);
        using IDisposable? subscription = follow ? stream.Subscribe(signal) : null;
        using ITimer? poll = follow ? timeProvider.CreateTimer(_ => signals.Writer.TryWrite(true), state: null, options.Value.PollInterval, options.Value.PollInterval) : null;
        long next = fromSequence;
        while (true)
        {
            IReadOnlyList<EnvironmentEvent> page;
            try
            {
                page = await store.ReadAsync(environmentId, next, PageSize, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (signal.HasCompleted && !cancellationToken.IsCancellationRequested)
            {
                // The manager is disposed of, and its store with it.
                yield break;
            }

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
                if (await HasNoMoreAsync(environmentId, next, signal, cancellationToken).ConfigureAwait(false) || !await signals.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield break;
                }

                signals.Reader.TryRead(out _);
            }
        }
    }

    // Who begins after the last event of an ended environment, or whose journal was dropped, would wait for ever.
    private async ValueTask<bool> HasNoMoreAsync(EnvironmentId environmentId, long next, Signal signal, CancellationToken cancellationToken)
    {
        try
        {
            EnvironmentSnapshot? environment = await store.FindAsync(environmentId, cancellationToken).ConfigureAwait(false);
            return environment is null || (environment.Status == EnvironmentStatus.Terminated && environment.Version < next);
        }
        catch (Exception) when (signal.HasCompleted && !cancellationToken.IsCancellationRequested)
        {
            // As above.
            return true;
        }
    }

    private sealed class Signal(EnvironmentId environmentId, ChannelWriter<bool> signals) : IObserver<EnvironmentEvent>
    {
        /// <summary>Whether nothing more comes.</summary>
        public bool HasCompleted { get; private set; }

        public void OnNext(EnvironmentEvent value)
        {
            if (value.EnvironmentId == environmentId)
            {
                signals.TryWrite(true);
            }
        }

        public void OnError(Exception error) => signals.TryComplete(error);

        public void OnCompleted()
        {
            HasCompleted = true;
            signals.TryComplete();
        }
    }
}

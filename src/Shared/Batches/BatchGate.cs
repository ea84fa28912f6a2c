using Lumina.Environments.Providers;

namespace Lumina.Environments.Batches;

/// <summary>Gathers the calls for components that are taken together, and carries them out in one.</summary>
/// <typeparam name="TItem">What is asked for one component.</typeparam>
/// <typeparam name="TResult">What comes of it for one component.</typeparam>
/// <param name="run">Carries gathered calls out. What it returns gives each item its result, or throws what is its failure.</param>
/// <param name="time">The clock.</param>
internal sealed class BatchGate<TItem, TResult>(Func<IReadOnlyList<TItem>, CancellationToken, Task<Func<TItem, TResult>>> run, TimeProvider time)
    where TItem : class
{
    /// <summary>How long the first waits for the rest: some of them may have ended already, or never begun.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Gathering? _gathering;

    /// <summary>Waits until all that belong together are there, or for a short while, and for what comes of it.</summary>
    /// <param name="item">What is asked.</param>
    /// <param name="expected">How many calls belong together, this one among them.</param>
    /// <param name="cancellationToken">Cancels the whole of what was gathered: who asks for one component gives up all of them.</param>
    public async Task<TResult> JoinAsync(TItem item, int expected, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Gathering gathering = Join(item);
        using CancellationTokenRegistration registration = cancellationToken.Register(static state => ((Gathering)state!).Cancel(), gathering);
        if (gathering.Count >= expected)
        {
            Begin(gathering);
        }

        Task<Func<TItem, TResult>> result = gathering.Result;
        if (await Task.WhenAny(result, Task.Delay(Patience, time, gathering.Begun)).ConfigureAwait(false) != result)
        {
            Begin(gathering);
        }

        try
        {
            return (await result.ConfigureAwait(false))(item);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException("It is taken together with other components, and what was done for all of them was given up when one of them took longer than it may, or was cancelled.", exception);
        }
    }

    private Gathering Join(TItem item)
    {
        lock (_lock)
        {
            Gathering gathering = _gathering ??= new Gathering();
            gathering.Add(item);
            return gathering;
        }
    }

    private void Begin(Gathering gathering)
    {
        lock (_lock)
        {
            if (_gathering == gathering)
            {
                _gathering = null;
            }

            if (gathering.Begun.IsCancellationRequested)
            {
                return;
            }

            gathering.Begin();
        }

        _ = gathering.RunAsync(run);
    }

#pragma warning disable CA1001 // Without timers and wait handles there is nothing to dispose.
    private sealed class Gathering
#pragma warning restore CA1001
    {
        private readonly List<TItem> _items = [];
        private readonly CancellationTokenSource _begun = new();
        private readonly CancellationTokenSource _cancelled = new();
        private readonly TaskCompletionSource<Func<TItem, TResult>> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count => _items.Count;

        /// <summary>Cancelled once it has begun: nobody joins any more.</summary>
        public CancellationToken Begun => _begun.Token;

        public Task<Func<TItem, TResult>> Result => _result.Task;

        public void Add(TItem item) => _items.Add(item);

        public void Begin() => _begun.Cancel();

        public void Cancel() => _cancelled.Cancel();

        public async Task RunAsync(Func<IReadOnlyList<TItem>, CancellationToken, Task<Func<TItem, TResult>>> run)
        {
            try
            {
                _result.SetResult(await run(_items, _cancelled.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException exception)
            {
                _result.SetCanceled(exception.CancellationToken);
            }
            catch (Exception exception) when (_cancelled.IsCancellationRequested)
            {
                // Whoever was told to stop has stopped, whatever words that has.
                _result.SetException(new OperationCanceledException(exception.Message, exception, _cancelled.Token));
            }
#pragma warning disable CA1031 // Whoever waits gets it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _result.SetException(exception);
            }
        }
    }
}

namespace Lumina.Environments.Fixtures;

/// <summary>Lets one test at a time in, and says which one is in where others wait for long.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose, and a test may leave after its fixture has ended.")]
internal sealed class OneTestAtATime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _free = new(1, 1);
    private volatile Entry? _within;

    /// <param name="test">Who enters; null where that is not known.</param>
    /// <param name="settings">Where it is said and by which clock; null where nothing is.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IDisposable> EnterAsync(string? test, FixtureSettings? settings, CancellationToken cancellationToken)
    {
        Task turn = _free.WaitAsync(cancellationToken);
        if (settings is not null)
        {
            await TellWhoIsInAsync(turn, settings).ConfigureAwait(false);
        }

        await turn.ConfigureAwait(false);
        return _within = new Entry(this, test ?? "another test");
    }

    // A test that never leaves can't be told from a slow one: so it is named, and nobody gives up.
    private async Task TellWhoIsInAsync(Task turn, FixtureSettings settings)
    {
        while (!turn.IsCompleted)
        {
            Entry? within = _within;
            try
            {
                await turn.WaitAsync(Patience, settings.TimeProvider).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                if (within is not null && within == _within && within.IsToldFirst())
                {
                    settings.WriteProgress($"{within.Test} has had the environment alone for more than {Patience.TotalMinutes:0} minute, and others wait: it lets them in when it ends, or when what EnterAsync gave it is disposed.");
                }
            }
        }
    }

    private sealed class Entry(OneTestAtATime turns, string test) : IDisposable
    {
        private int _told;
        private int _disposed;

        public string Test => test;

        public bool IsToldFirst() => Interlocked.Exchange(ref _told, 1) == 0;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                turns._within = null;
                turns._free.Release();
            }
        }
    }
}

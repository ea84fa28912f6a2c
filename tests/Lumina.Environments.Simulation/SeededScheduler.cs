namespace Lumina.Environments.Simulation;

/// <summary>Carries out everything in one process, in an order, and at times, that a seed chooses.</summary>
/// <remarks>It runs on the pool's only worker: when nothing is pending there, nothing is at work anywhere, and the next step is the seed's choice.</remarks>
internal sealed class SeededScheduler(int seed, bool traces)
{
    private const int LongestRun = 200_000;
    private const ulong HashBasis = 14_695_981_039_346_656_037;
    private const ulong HashPrime = 1_099_511_628_211;

    private static readonly long Epoch = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    private readonly Random _random = new(seed);
    private readonly List<Work> _ready = [];
    private readonly PriorityQueue<(SeededTimer Timer, int Generation), (long Due, int TieBreak)> _timers = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _thread;
    private long _allAwakeFrom;

    public long Now { get; private set; } = Epoch;

    public int Steps { get; private set; }

    /// <summary>What happened, in one number: equal for equal runs.</summary>
    public ulong Hash { get; private set; } = HashBasis;

    public string? Failure { get; private set; }

    public List<string> Trace { get; } = [];

    /// <summary>Whether the run has come to its end.</summary>
    public Func<bool> IsFinished { get; set; } = () => false;

    /// <summary>Called before each step: where crashes and pauses come from.</summary>
    public Action BeforeStep { get; set; } = () => { };

    public int Next(int bound) => _random.Next(bound);

    public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);

    public void Fail(string failure) => Failure ??= failure;

    public void Note(string what)
    {
        foreach (char character in what)
        {
            Hash = (Hash ^ character) * HashPrime;
        }

        Hash = (Hash ^ (ulong)Now) * HashPrime;
        if (traces)
        {
            Trace.Add($"{new TimeSpan(Now - Epoch):g} {what}");
        }
    }

    public void Add(SimulatedProcess? process, string label, SendOrPostCallback callback, object? state)
    {
        if (process is { IsDead: true })
        {
            return;
        }

        if (_thread != 0 && Environment.CurrentManagedThreadId != _thread)
        {
            Fail($"'{label}' escaped to another thread:\n{Environment.StackTrace}");
        }

        _ready.Add(new Work(process, label, callback, state));
    }

    public void AddTimer(SeededTimer timer, int generation, TimeSpan due) => _timers.Enqueue((timer, generation), (Now + due.Ticks, Next(1 << 20)));

    /// <summary>Told when a process is paused, and until when.</summary>
    public void Paused(long until) => _allAwakeFrom = Math.Max(_allAwakeFrom, until);

    /// <summary>Drops what a process had to do next: its finally blocks never run.</summary>
    public void Drop(SimulatedProcess process) => _ready.RemoveAll(work => work.Process == process);

    /// <summary>A point at which the seed chooses how long it takes and what comes before.</summary>
    public SeededGate Gate(SimulatedProcess process, string label, CancellationToken cancellationToken)
    {
        if (process.IsDead)
        {
            return new SeededGate(this, process, label, new TaskCompletionSource().Task);
        }

        if (SynchronizationContext.Current is not SeededContext)
        {
            Fail($"'{label}' is reached outside of the seed's hand:\n{Environment.StackTrace}");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return new SeededGate(this, process, label, Task.FromCanceled(cancellationToken));
        }

        return new SeededGate(this, process, label, Next(4) == 0 ? Task.Delay(TimeSpan.FromMilliseconds(Next(3_000)), process.Clock, cancellationToken) : null);
    }

    public Task RunAsync()
    {
        ThreadPool.UnsafeQueueUserWorkItem(static scheduler => scheduler.Drive(), this, preferLocal: false);
        return _end.Task;
    }

    private void Drive()
    {
        _thread = Environment.CurrentManagedThreadId;
        do
        {
            if (ThreadPool.PendingWorkItemCount > 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static scheduler => scheduler.Drive(), this, preferLocal: false);
                return;
            }
        }
        while (Step());
        _end.TrySetResult();
    }

    private bool Step()
    {
        if (Failure is not null || IsFinished())
        {
            return false;
        }

        if (++Steps > LongestRun)
        {
            Fail($"it does not end: {LongestRun} steps");
            return false;
        }

        BeforeStep();
        if (Choose() is not { } work)
        {
            Fail("it is stuck: nothing is ready, and no timer is set");
            return false;
        }

        Note(work.Label);

        // A new instance for each step: the base library runs nothing inline then, and every continuation is a choice.
        SynchronizationContext.SetSynchronizationContext(new SeededContext(this, work.Process));
        try
        {
            work.Callback(work.State);
        }
        catch (Exception exception)
        {
            Fail(exception.ToString());
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        return true;
    }

    private Work? Choose()
    {
        while (true)
        {
            // Where nobody is paused, as in most steps, there is nothing to count.
            int eligible = _allAwakeFrom <= Now ? _ready.Count : _ready.Count(CanRun);
            if (eligible > 0)
            {
                return Take(Next(eligible));
            }

            if (!AdvanceTime())
            {
                return null;
            }
        }
    }

    private Work Take(int number)
    {
        int index = number;
        if (_allAwakeFrom > Now)
        {
            for (index = 0; !CanRun(_ready[index]) || number-- > 0;)
            {
                index++;
            }
        }

        Work taken = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        return taken;
    }

    private bool CanRun(Work work) => work.Process is null || work.Process.PausedUntil <= Now;

    // To the next timer, or to the end of a pause, whichever comes first.
    private bool AdvanceTime()
    {
        long woken = _ready.Count == 0 ? long.MaxValue : _ready.Min(work => work.Process?.PausedUntil ?? long.MaxValue);
        if (_timers.TryPeek(out _, out (long Due, int TieBreak) next) && next.Due <= woken)
        {
            (SeededTimer timer, int generation) = _timers.Dequeue();
            if (timer.IsSet(generation))
            {
                Now = Math.Max(Now, next.Due);
                timer.Fire();
            }

            return true;
        }

        Now = woken == long.MaxValue ? Now : Math.Max(Now, woken);
        return woken != long.MaxValue;
    }

    private sealed record Work(SimulatedProcess? Process, string Label, SendOrPostCallback Callback, object? State);
}

namespace Lumina.Environments.Simulation;

/// <summary>One process: its clock, its randomness, and who else lives.</summary>
internal sealed class SimulatedProcess : IProcessInspector, IRandomSource
{
    private readonly SeededScheduler _scheduler;
    private readonly List<SimulatedProcess> _all;

    public SimulatedProcess(SeededScheduler scheduler, List<SimulatedProcess> all, string machine)
    {
        (_scheduler, _all) = (scheduler, all);
        all.Add(this);
        Current = new LeaseHolder($"p{all.Count}", machine, all.Count, all.Count);
        Clock = new SeededClock(scheduler, this);
    }

    public TimeProvider Clock { get; }

    public LeaseHolder Current { get; }

    public bool IsDebugged => false;

    public bool IsDead { get; private set; }

    public long PausedUntil { get; private set; }

    public void Start(Func<Task> life) => _scheduler.Add(this, $"start {Current.Id}", _ => _ = life(), state: null);

    public void Crash()
    {
        IsDead = true;
        _scheduler.Drop(this);
        _scheduler.Note($"{Current.Id} crashes");
    }

    public void Pause(TimeSpan duration)
    {
        PausedUntil = _scheduler.Now + duration.Ticks;
        _scheduler.Paused(PausedUntil);
        _scheduler.Note($"{Current.Id} is paused for {duration}");
    }

    public bool? IsAlive(LeaseHolder holder) => holder.Machine == Current.Machine ? !_all[holder.ProcessId - 1].IsDead : null;

    public void Fill(Span<byte> bytes) => _scheduler.Fill(bytes);
}

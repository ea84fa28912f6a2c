namespace Lumina.Environments.Simulation;

/// <summary>Where continuations of a process go: to the scheduler, which chooses among them.</summary>
internal sealed class SeededContext(SeededScheduler scheduler, SimulatedProcess? process) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => scheduler.Add(process, "continue", d, state);

    public override SynchronizationContext CreateCopy() => new SeededContext(scheduler, process);
}

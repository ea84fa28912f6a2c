using System.Runtime.CompilerServices;

namespace Lumina.Environments.Simulation;

/// <summary>A point that is passed when the seed says so: what comes after it is the step itself, and not one more choice after it.</summary>
internal readonly struct SeededGate(SeededScheduler scheduler, SimulatedProcess process, string label, Task? delay) : ICriticalNotifyCompletion
{
    public bool IsCompleted => delay is { IsCompleted: true };

    public SeededGate GetAwaiter() => this;

    public void GetResult() => delay?.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (delay is null)
        {
            scheduler.Add(process, label, static next => ((Action)next!)(), continuation);
        }
        else
        {
            delay.GetAwaiter().UnsafeOnCompleted(continuation);
        }
    }
}

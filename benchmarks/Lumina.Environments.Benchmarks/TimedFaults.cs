using Lumina.Environments.InMemory;

namespace Lumina.Environments.Benchmarks;

/// <summary>Delays of 20 to 200 ms, the same for a component each time, with the time that each really took.</summary>
internal sealed class TimedFaults : IInMemoryFaultSource
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ComponentName, double> _taken = [];

    public TimedClock Clock { get; } = new();

    public double Taken(ComponentName component)
    {
        lock (_lock)
        {
            return _taken[component];
        }
    }

    public InMemoryFault? Next(ComponentName component, InMemoryCall call)
    {
        if (call != InMemoryCall.Provision)
        {
            return null;
        }

        // Blocks on purpose: a delay by a timer would end late by an amount that the provider itself cannot time.
        double started = Clock.Elapsed;
        int milliseconds = 20 + (component.ToString().Sum(c => c) * 37 % 181);
        Thread.Sleep(milliseconds);
        lock (_lock)
        {
            _taken[component] = Clock.Elapsed - started;
        }

        return null;
    }
}

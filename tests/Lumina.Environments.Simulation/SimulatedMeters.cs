using System.Diagnostics.Metrics;

namespace Lumina.Environments.Simulation;

/// <summary>The meters of all processes of a run. The runtime holds each until it is disposed, and with it all that its process had: a process that crashes disposes nothing, so the run's end does.</summary>
internal sealed class SimulatedMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        Meter meter = new(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(meter => meter.Dispose());
}

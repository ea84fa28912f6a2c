using Lumina.Environments.InMemory;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Simulation;

/// <summary>A process's way to what all share, in one run of one seed: the platform, the store, and what must hold.</summary>
internal sealed record ProcessSeams(SeededScheduler Scheduler, SimulatedProcess Process, InMemoryPlatform Platform, InMemoryEnvironmentStore Truth, SimulatedMeters Meters, Invariants Invariants, FaultChoice Faults, PlantedBug Bug)
{
    public IEnvironmentStore Store() => new GatedStore(Scheduler, Process, Truth, Invariants, Bug);

    public ILoggerFactory Log() => new CapturedLog(Invariants);

    public GatedProvider<DatabaseSpec> Databases() => Gated(new InMemoryDatabaseProvisioner(Platform, Process.Clock));

    public GatedProvider<ServiceSpec> Services() => Gated(new InMemoryServiceDeployer(Platform, Process.Clock));

    private GatedProvider<TSpec> Gated<TSpec>(InMemoryProvider<TSpec> inner)
        where TSpec : ComponentSpec => new(Scheduler, Process, inner, Invariants, Faults, Bug);
}

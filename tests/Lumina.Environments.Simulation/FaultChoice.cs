namespace Lumina.Environments.Simulation;

/// <summary>Chooses by the seed what goes wrong, as often as a run is bad.</summary>
internal sealed class FaultChoice(SeededScheduler scheduler)
{
    /// <summary>One call in how many goes wrong; 0 for none.</summary>
    public int OneIn { get; set; }

    public Fault Next() => OneIn > 0 && scheduler.Next(OneIn) == 0 ? (Fault)(1 + scheduler.Next(4)) : Fault.None;
}

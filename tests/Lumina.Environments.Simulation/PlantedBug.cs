namespace Lumina.Environments.Simulation;

/// <summary>A fault that is planted at a seam, to see that it is found.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>The store says that an intent is written and writes it with the next commit: the intent comes after the call.</summary>
    IntentAfterCall,

    /// <summary>The store takes commits under a lease that was lost.</summary>
    NoFencing,

    /// <summary>Destroying answers and does nothing, now and then.</summary>
    DestroyForgets,

    /// <summary>Making a component a second time makes another.</summary>
    NamesAreNotStable,
}

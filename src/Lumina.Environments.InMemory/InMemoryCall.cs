namespace Lumina.Environments.InMemory;

/// <summary>A call to an in-memory provider.</summary>
public enum InMemoryCall
{
    /// <summary>Make a component.</summary>
    Provision,

    /// <summary>Look at a component.</summary>
    Observe,

    /// <summary>Stop a component.</summary>
    Stop,

    /// <summary>Start a component.</summary>
    Start,

    /// <summary>Reset a component.</summary>
    Reset,

    /// <summary>Change how many there are of a component.</summary>
    Scale,

    /// <summary>Pause a component.</summary>
    Pause,

    /// <summary>Let a paused component go on.</summary>
    Unpause,

    /// <summary>Compare a component with what was made.</summary>
    DetectDrift,

    /// <summary>Destroy a component.</summary>
    Destroy,

    /// <summary>Change the marks of a component.</summary>
    Mark,

    /// <summary>Hand out a database like a component's own.</summary>
    Rent,

    /// <summary>Open what leads to a component from another manager.</summary>
    Attach,
}

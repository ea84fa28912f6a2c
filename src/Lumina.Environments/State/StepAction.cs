namespace Lumina.Environments;

/// <summary>What a step asks of a platform.</summary>
public enum StepAction
{
    /// <summary>Make the component.</summary>
    Provision,

    /// <summary>Start it again.</summary>
    Start,

    /// <summary>Stop it.</summary>
    Stop,

    /// <summary>Give it its seeded state back.</summary>
    Reset,

    /// <summary>Change how many there are of it.</summary>
    Scale,

    /// <summary>Destroy it.</summary>
    Destroy,
}

namespace Lumina.Environments;

/// <summary>How a component was given the state back in which it was made.</summary>
public enum ResetWay
{
    /// <summary>It was made anew in its place: what is open on it is closed, where the result does not say that it is kept.</summary>
    Remade,

    /// <summary>A copy that was ready took its place: what is open on it is closed.</summary>
    Swap,

    /// <summary>What differs from the state in which it was made was put right: what is open on it stays open.</summary>
    Difference,

    /// <summary>What had changed, and what refers to it, was emptied and filled again in its place, in the order of foreign keys: what is open on it stays open.</summary>
    Reseeded,
}

namespace Lumina.Environments.Providers;

/// <summary>A component that was found on a platform by its marks.</summary>
/// <param name="Component">Its name within its environment, as far as the marks tell; null otherwise.</param>
/// <param name="ExternalName">Its name on the platform.</param>
/// <param name="Marks">The marks that it bears.</param>
/// <param name="Location">Where it is.</param>
public sealed record FoundComponent(ComponentName? Component, string ExternalName, OwnershipMarks Marks, ComponentLocation Location)
{
    /// <summary>When it was made, where the platform tells; null otherwise.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Why no sweep may touch it, whatever its marks say, in words that go on after "it is kept, since": somebody took some of them away; null for nothing. A sweep's report has it.</summary>
    public string? KeptBecause { get; init; }
}

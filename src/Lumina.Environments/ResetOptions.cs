namespace Lumina.Environments;

/// <summary>How an environment is reset.</summary>
public sealed record ResetOptions
{
    /// <summary>The way that components which know several must take; null for the best that leads there, which is the default. One that does not lead there fails the reset and is said.</summary>
    public ResetWay? Way { get; init; }
}

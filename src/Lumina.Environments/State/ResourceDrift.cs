namespace Lumina.Environments;

/// <summary>One thing of a component that is not as it was made. Who changed it, no platform tells.</summary>
/// <param name="Component">The component.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="Type">Its type, in the platform's words, such as <c>aws_instance</c> or <c>Deployment</c>.</param>
/// <param name="Name">Its name or identifier.</param>
public sealed record ResourceDrift(ComponentName Component, DriftKind Kind, string Type, string Name)
{
    /// <summary>What of it changed; empty where it was added or removed.</summary>
    public IReadOnlyList<DriftChange> Changes { get; init; } = [];

    /// <summary>The thing and what is with it, on one line.</summary>
    public override string ToString() => $"{Component}: {Type} '{Name}' was {Kind switch { DriftKind.Added => "added", DriftKind.Removed => "removed", _ => "changed" }}{(Changes.Count > 0 ? $" ({string.Join("; ", Changes)})" : "")}";
}

using Lumina.Environments;

namespace Shop.Demo;

/// <summary>What the board shows of one component.</summary>
/// <param name="Name">The component.</param>
/// <param name="DependsOn">What must be there before it.</param>
/// <param name="State">What it is doing.</param>
internal sealed record ComponentRow(ComponentName Name, IReadOnlyList<ComponentName> DependsOn, ComponentState State)
{
    /// <summary>When the state began.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>How long the last step took; null while it is at work or was not asked for anything.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>Where it answers, its version, or its error.</summary>
    public string Note { get; init; } = "";

    public bool IsAtWork => State is ComponentState.Provisioning or ComponentState.Starting or ComponentState.Stopping or ComponentState.Destroying;

    public string Word => State switch
    {
        ComponentState.Pending => "pending",
        ComponentState.Provisioning => "being made",
        ComponentState.Up => "ready",
        ComponentState.Degraded => "failing",
        ComponentState.Starting => "starting",
        ComponentState.Stopping => "stopping",
        ComponentState.Stopped => "stopped",
        ComponentState.Destroying => "being removed",
        ComponentState.Destroyed => "gone",
        ComponentState.InDoubt => "in doubt",
        _ => "failed",
    };
}

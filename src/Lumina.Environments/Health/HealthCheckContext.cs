namespace Lumina.Environments;

/// <summary>What a health checker is told.</summary>
public sealed class HealthCheckContext
{
    /// <summary>The check.</summary>
    public required HealthCheckSpec Check { get; init; }

    /// <summary>The component as it was specified.</summary>
    public required ComponentSpec Spec { get; init; }

    /// <summary>The component's outputs.</summary>
    public required ComponentOutputs Outputs { get; init; }
}

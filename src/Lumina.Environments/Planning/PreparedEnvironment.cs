using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>A spec that has been validated and planned, ready to be carried out.</summary>
internal sealed record PreparedEnvironment(EnvironmentSpec Spec, EnvironmentPlan Plan, ImmutableArray<DraftComponent> Components)
{
    /// <summary>How long making it may take at most, whatever its spec says; null where the spec alone says it.</summary>
    public TimeSpan? Limit { get; init; }
}

using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>The steps of a verb as a graph, made without asking a platform for anything.</summary>
public sealed record EnvironmentPlan
{
    /// <summary>The environment's name.</summary>
    public required string EnvironmentName { get; init; }

    /// <summary>What the plan is for.</summary>
    public required EnvironmentVerb Verb { get; init; }

    /// <summary>The steps, in an order in which each comes after those that it depends on.</summary>
    public required ImmutableArray<PlanStep> Steps { get; init; }

    /// <summary>How long it takes, roughly: the longest path.</summary>
    public TimeSpan EstimatedDuration { get; init; }

    /// <summary>What it costs an hour; null for a plan that makes nothing.</summary>
    public CostEstimate? EstimatedCost { get; init; }

    /// <summary>The whole plan as text, a line for each step.</summary>
    public override string ToString() => PlanText.Format(this);
}

using System.Collections.Immutable;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>One node of a plan: an action on a component.</summary>
public sealed record PlanStep
{
    /// <summary>Its place in the plan's list.</summary>
    public required int Index { get; init; }

    /// <summary>What is asked of the platform.</summary>
    public required StepAction Action { get; init; }

    /// <summary>The component.</summary>
    public required ComponentName Component { get; init; }

    /// <summary>The components whose steps begin at once with this one's since their providers take them together, this one among them; empty where it goes alone.</summary>
    public ImmutableArray<ComponentName> Together { get; init; } = [];

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>How many there are to be of the component; null where the step is about something else.</summary>
    public int? Count { get; init; }

    /// <summary>The places in the list of the steps that come before it.</summary>
    public ImmutableArray<int> After { get; init; } = [];

    /// <summary>How long it takes, roughly.</summary>
    public TimeSpan EstimatedDuration { get; init; }

    /// <summary>From where the component will be reached, by its provider; from everywhere where nothing is made.</summary>
    public Vantage ReachableFrom { get; init; } = Vantage.Everywhere;

    /// <summary>Settings that mean nothing on the platform.</summary>
    public ImmutableArray<NotApplicableSetting> NotApplicable { get; init; } = [];
}

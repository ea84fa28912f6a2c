using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>The attempts at one step.</summary>
internal sealed class StepAttempts(PlanStep step, Operation operation, ProviderBinding binding)
{
    public PlanStep Step => step;

    public Operation Operation => operation;

    public ProviderBinding Binding => binding;

    /// <summary>What is wanted of the component: with the number of the step where that is about one.</summary>
    public ComponentSpec? Spec => operation.Session.Specs.GetValueOrDefault(step.Component) is not { } spec ? null
        : step.Count is { } count ? ComponentCount.With(spec, count)
        : spec;

    /// <summary>What a reset came to; null before that.</summary>
    public ResetResult? Reset { get; set; }

    /// <summary>How many attempts were begun.</summary>
    public int Count { get; set; }
}

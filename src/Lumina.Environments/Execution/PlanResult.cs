namespace Lumina.Environments;

/// <summary>What came of a plan.</summary>
/// <param name="Failures">The root causes.</param>
/// <param name="Skipped">Components whose steps never began, or were cancelled because another failed.</param>
internal sealed record PlanResult(IReadOnlyList<StepFailure> Failures, IReadOnlyList<ComponentName> Skipped)
{
    public bool Succeeded => Failures.Count == 0 && Skipped.Count == 0;
}

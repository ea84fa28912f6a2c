namespace Lumina.Environments;

/// <summary>What the platforms would make of a spec, thing by thing, with its price. Nothing of it was made.</summary>
/// <param name="Plan">The steps, with the time and the cost that are read from the spec alone.</param>
/// <param name="Resources">What would be made, in the order of the plan's components.</param>
/// <param name="Cost">What all of it costs an hour: of components in <see cref="NotPreviewed"/> as their specs say.</param>
public sealed record EnvironmentPreview(EnvironmentPlan Plan, IReadOnlyList<PlannedResource> Resources, CostEstimate Cost)
{
    /// <summary>Components of which nothing but the plan is known, with the reason.</summary>
    public IReadOnlyDictionary<ComponentName, string> NotPreviewed { get; init; } = new Dictionary<ComponentName, string>();

    /// <summary>A line for the whole, one for each thing and each component that was not previewed.</summary>
    public override string ToString() => string.Join('\n',
    [
        $"Environment '{Plan.EnvironmentName}': {Resources.Count} {(Resources.Count == 1 ? "thing" : "things")}, {Cost}",
        .. Resources.Select(resource => $"  {resource}"),
        .. NotPreviewed.Select(component => $"  {component.Key} was not previewed: {component.Value}"),
    ]);
}

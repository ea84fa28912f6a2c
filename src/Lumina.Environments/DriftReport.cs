namespace Lumina.Environments;

/// <summary>How what is there of an environment differs from what was made.</summary>
/// <param name="EnvironmentId">The environment.</param>
/// <param name="EnvironmentName">Its name.</param>
/// <param name="Drifts">What differs, in the order of the plan.</param>
public sealed record DriftReport(EnvironmentId EnvironmentId, string EnvironmentName, IReadOnlyList<ResourceDrift> Drifts)
{
    /// <summary>Components of which it is only known whether they are there: their providers compare nothing.</summary>
    public IReadOnlyList<ComponentName> PresenceOnly { get; init; } = [];

    /// <summary>Components that were compared, or looked for at least.</summary>
    public IReadOnlyList<ComponentName> Compared { get; init; } = [];

    /// <summary>Components that were not compared, with the reason: their platform did not answer, they are not up, somebody else made them.</summary>
    public IReadOnlyDictionary<ComponentName, string> NotCompared { get; init; } = new Dictionary<ComponentName, string>();

    /// <summary>Whether something differs.</summary>
    public bool HasDrift => Drifts.Count > 0;

    /// <summary>A line for the whole, one for each drift and one for each reason for which components were not compared.</summary>
    public override string ToString() => string.Join('\n',
    [
        $"Environment '{EnvironmentName}': {(HasDrift ? $"{Drifts.Count} {(Drifts.Count == 1 ? "thing differs" : "things differ")} from what was made" : Compared.Count == 0 && NotCompared.Count > 0 ? "nothing was compared" : "as it was made, as far as it was compared")}.",
        .. Drifts.Select(drift => $"  {drift}"),
        .. NotCompared.GroupBy(component => component.Value, component => component.Key, StringComparer.Ordinal).Select(same => $"  {string.Join(", ", same)} {(same.Count() == 1 ? "was" : "were")} not compared: {same.Key}"),
    ]);
}

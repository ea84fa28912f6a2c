namespace Lumina.Environments;

/// <summary>What became of the environments that processes which are gone had left unfinished.</summary>
/// <param name="Recovered">Those that are in a true state again: rolled back, resumed, terminated, stopped or started.</param>
/// <param name="Undecided">Those that are kept as they are, because they could not be brought to a true state, with the reason. The next recovery tries again.</param>
public sealed record RecoveryReport(IReadOnlyList<RecoveredEnvironment> Recovered, IReadOnlyDictionary<EnvironmentId, string> Undecided)
{
    /// <summary>The report in words.</summary>
    public override string ToString() => string.Join('\n', (string[])
    [
        $"{Recovered.Count} {(Recovered.Count == 1 ? "environment" : "environments")} recovered, {Undecided.Count} not.",
        .. Recovered.Select(environment => $"  {environment.Name} ({environment.Id}): {environment.Reason}; now {environment.Status}{(environment.Left.Count == 0 || environment.Status != EnvironmentStatus.Failed ? "" : $", left: {string.Join(", ", environment.Left)}{(environment.Error is null ? "" : $" ({environment.Error})")}")}"),
        .. Undecided.Select(environment => $"  {environment.Key}: {environment.Value}"),
    ]);
}

namespace Lumina.Environments;

/// <summary>What became of the environments that processes which are gone had left unfinished.</summary>
/// <param name="Recovered">Those that were taken up and are in a true state now: rolled back, resumed, terminated, stopped or started.</param>
/// <param name="Undecided">Those that are not, with the reason and what to do: that could not be brought to a true state, which the next recovery tries again, and that have failed, now or earlier, with something left of them. These every recovery names until somebody has decided.</param>
public sealed record RecoveryReport(IReadOnlyList<RecoveredEnvironment> Recovered, IReadOnlyDictionary<EnvironmentId, string> Undecided)
{
    /// <summary>The report in words.</summary>
    public override string ToString() => string.Join('\n', (string[])
    [
        $"{Recovered.Count} {(Recovered.Count == 1 ? "environment" : "environments")} recovered, {Undecided.Count} not.",
        .. Recovered.Select(environment => $"  {environment}"),
        .. Undecided.Select(environment => $"  {environment.Key}: {environment.Value}"),
    ]);
}

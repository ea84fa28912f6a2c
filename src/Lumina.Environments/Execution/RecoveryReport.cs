namespace Lumina.Environments;

/// <summary>What became of the environments that processes which are gone had left unfinished.</summary>
/// <param name="Recovered">Those that were taken up: rolled back, resumed, terminated, stopped or started. Where something could not be taken away, <see cref="RecoveredEnvironment.Left"/> has it.</param>
/// <param name="Undecided">Those that are kept as they are, with the reason and what to do: that could not be brought to a true state, which the next recovery tries again, and that have failed, earlier too, with something left of them. These every recovery names until somebody has decided.</param>
public sealed record RecoveryReport(IReadOnlyList<RecoveredEnvironment> Recovered, IReadOnlyDictionary<EnvironmentId, string> Undecided)
{
    /// <summary>The report in words.</summary>
    public override string ToString()
    {
        int done = Recovered.Count(environment => !environment.HasFailed);
        return string.Join('\n', (string[])
        [
            $"{done} {(done == 1 ? "environment" : "environments")} recovered, {Recovered.Count - done + Undecided.Count} not.",
            .. Recovered.Select(environment => $"  {environment}"),
            .. Undecided.Select(environment => $"  {environment.Key}: {environment.Value}"),
        ]);
    }
}

namespace Lumina.Environments;

/// <summary>The health of an environment at one time.</summary>
/// <remarks>
/// <para>The score is the weighted mean of the checks, rounded down: 100 for a pass, 50 for a warning, 0 for a failure;
/// a required check weighs 2, another 1. So it is 100 only if everything passes. It says how far an environment is from that, and nothing else:
/// the verdict does not follow from it. Where a required check fails the environment is unhealthy, whatever the score; else it is healthy.</para>
/// <para>With no check, or while the environment is not up, the verdict is unknown and the score 0.</para>
/// </remarks>
/// <param name="EnvironmentId">The environment.</param>
/// <param name="Verdict">Healthy, unhealthy or unknown.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Checks">Every check, in the order of the environment's components.</param>
/// <param name="Time">When the checks began.</param>
public sealed record EnvironmentHealth(EnvironmentId EnvironmentId, HealthVerdict Verdict, int Score, IReadOnlyList<HealthCheckResult> Checks, DateTimeOffset Time)
{
    /// <summary>
    /// What a process left in the middle and nobody operates on any more, or what failed with something left of it: in a sentence, with what to do. Null where there is no such thing.
    /// The verdict and the score do not follow from it.
    /// </summary>
    public string? Undecided { get; init; }

    /// <summary>The checks that fail.</summary>
    public IEnumerable<HealthCheckResult> Failures => Checks.Where(check => check.Outcome == HealthOutcome.Fail);

    /// <summary>The health in words: the verdict, the score, what is undecided and a line for each check.</summary>
    public override string ToString() => string.Join(Environment.NewLine, [$"{Verdict}, score {Score}{(Undecided is null ? "" : $"; {Undecided}")}", .. Checks.Select(check => $"  {check}")]);
}

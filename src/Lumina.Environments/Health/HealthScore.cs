namespace Lumina.Environments;

/// <summary>The overall score and verdict of checks. The formula is in the remarks of <see cref="EnvironmentHealth"/>.</summary>
internal static class HealthScore
{
    private const int RequiredWeight = 2;
    private const int OtherWeight = 1;

    public static int Of(IReadOnlyList<HealthCheckResult> checks)
    {
        int reached = 0;
        int possible = 0;
        foreach (HealthCheckResult check in checks)
        {
            int weight = check.Required ? RequiredWeight : OtherWeight;
            reached += weight * check.Outcome switch { HealthOutcome.Pass => 100, HealthOutcome.Warn => 50, _ => 0 };
            possible += weight;
        }

        return possible == 0 ? 0 : reached / possible;
    }

    public static HealthVerdict Verdict(IReadOnlyList<HealthCheckResult> checks) =>
        checks.Count == 0 ? HealthVerdict.Unknown
        : checks.Any(check => check.Required && check.Outcome == HealthOutcome.Fail) ? HealthVerdict.Unhealthy
        : checks.Any(check => check.Required && check.IsUnseen) ? HealthVerdict.Unknown
        : HealthVerdict.Healthy;
}

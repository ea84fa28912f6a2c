namespace Lumina.Environments;

/// <summary>What of a health is news to an environment: only changes of verdict are journaled. Pure.</summary>
internal static class VerdictChanges
{
    /// <summary>The events that take an environment from the verdicts in its snapshot to those of a health.</summary>
    /// <param name="now">The environment as it is at the append.</param>
    /// <param name="seen">The environment as it was checked. Where a component has changed since, the health is of something else, and there is no news.</param>
    /// <param name="health">What the checks said.</param>
    public static IReadOnlyList<EnvironmentEvent> Between(EnvironmentSnapshot now, EnvironmentSnapshot seen, EnvironmentHealth health) =>
        !now.IsUp || health.Verdict == HealthVerdict.Unknown || IsAtWork(now) || now.Components.Any(component => HasChanged(component, seen))
            ? []
            : [.. health.Checks.Select(check => OfComponent(now, check)).OfType<EnvironmentEvent>(), .. OfEnvironment(now, health)];

    /// <summary>Whether a verb is at work on a component of an environment that is up; one that is destroyed is about to be made anew, and one that is being reset or scaled keeps its state meanwhile.</summary>
    public static bool IsAtWork(EnvironmentSnapshot environment) => environment.Components.Any(component =>
        component.Unfinished is not null || component.State is ComponentState.Provisioning or ComponentState.Starting or ComponentState.Stopping or ComponentState.Destroying or ComponentState.Destroyed);

    /// <summary>Whether a component is no longer as it was seen.</summary>
    public static bool HasChanged(ComponentSnapshot component, EnvironmentSnapshot seen) =>
        seen.Find(component.Name) is not { } before || before.State != component.State || before.ChangedAt != component.ChangedAt || before.IsPaused != component.IsPaused;

    private static ComponentEvent? OfComponent(EnvironmentSnapshot environment, HealthCheckResult check) => (environment.Find(check.Component)?.State, check.Outcome) switch
    {
        _ when check.IsUnseen => null,
        (ComponentState.Up, HealthOutcome.Fail) => new HealthCheckFailed(check.Component, check.Message, check.Required),
        (ComponentState.Degraded, HealthOutcome.Pass or HealthOutcome.Warn) => new HealthCheckRecovered(check.Component),
        _ => null,
    };

    private static IEnumerable<EnvironmentEvent> OfEnvironment(EnvironmentSnapshot environment, EnvironmentHealth health)
    {
        if (health.Verdict == HealthVerdict.Unhealthy && !environment.IsUnhealthy)
        {
            yield return new EnvironmentUnhealthy(health.Score, string.Join("; ", health.Failures.Where(check => check.Required).Select(check => $"{check.Component}: {check.Message}")));
        }
        else if (health.Verdict == HealthVerdict.Healthy && environment.IsUnhealthy)
        {
            yield return new EnvironmentHealthy(health.Score);
        }
    }
}

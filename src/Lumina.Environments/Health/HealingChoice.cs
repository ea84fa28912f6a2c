namespace Lumina.Environments;

/// <summary>Which components to restart. Pure.</summary>
internal static class HealingChoice
{
    /// <summary>
    /// Those whose required check fails and that depend on none such: restarting one restarts its dependents too, and most of these fail because of it.
    /// One in doubt is left alone, since its platform may still be at work on it; and one that is paused with those that depend on it, since that was asked for. What runs once cannot be restarted, and explains nothing: its work was done before.
    /// </summary>
    public static IReadOnlyList<HealthCheckResult> Of(EnvironmentSnapshot environment, EnvironmentHealth health)
    {
        Dictionary<ComponentName, HealthCheckResult> failing = health.Failures.Where(check => check.Required).ToDictionary(check => check.Component);
        HashSet<ComponentName> explained = [];
        List<HealthCheckResult> chosen = [];
        foreach (ComponentSnapshot component in environment.Components)
        {
            if (environment.RunsOnce(component.Name))
            {
                continue;
            }

            bool because = component.IsPaused || component.DependsOn.Any(dependency => (failing.ContainsKey(dependency) && !environment.RunsOnce(dependency)) || explained.Contains(dependency));
            if (because)
            {
                explained.Add(component.Name);
            }
            else if (component.State != ComponentState.InDoubt && failing.TryGetValue(component.Name, out HealthCheckResult? check))
            {
                chosen.Add(check);
            }
        }

        return chosen;
    }
}

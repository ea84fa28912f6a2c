using Lumina.Environments.Providers;

namespace Lumina.Environments.StandIns;

/// <summary>What means nothing where one machine stands in for infrastructure and monitoring.</summary>
internal static class StandInSettings
{
    /// <param name="spec">What is wanted.</param>
    /// <param name="address">Where services are reached.</param>
    public static IEnumerable<NotApplicableSetting> Of(InfrastructureSpec spec, string address)
    {
        if (spec.Region is not null)
        {
            yield return new("region", "there is one machine");
        }

        if (spec.InstanceType is not null || spec.InstanceCount > 0)
        {
            yield return new("instanceCount", "one machine stands in for all instances");
        }

        if (spec.AutoScaling is not null)
        {
            yield return new("autoScaling", "there is one machine");
        }

        if (spec.LoadBalancer is not null)
        {
            yield return new("loadBalancer", "services are reached at their own ports");
        }

        if (spec.Domain is not null)
        {
            yield return new("domain", $"services are reached at {address}");
        }

        if (spec.Settings.Count > 0)
        {
            yield return new("settings", "they are in the words of another platform");
        }

        if (spec.Backup is not null)
        {
            yield return new("backup", "nothing outlives the environment");
        }
    }

    public static IEnumerable<NotApplicableSetting> Of(MonitoringSpec spec)
    {
        if (spec.Metrics.Count + spec.Alerts.Count + spec.Dashboards.Count > 0)
        {
            yield return new("metrics", "no metrics are collected here, so that there are no alerts and dashboards on them; health checks run all the same");
        }

        if (spec.Logs is not null)
        {
            yield return new("logs", "the last log lines of each service are kept and end with the environment");
        }
    }

    /// <summary>What one machine cannot stand in for.</summary>
    /// <param name="spec">What is wanted.</param>
    /// <param name="allowsUnencrypted">Whether what is to be encrypted may be without.</param>
    /// <param name="option">The option that allows it.</param>
    public static IEnumerable<SpecificationFault> FindObstacles(InfrastructureSpec spec, bool allowsUnencrypted, string option)
    {
        if (spec.Resources.Count > 0)
        {
            yield return new(
                "resources",
                $"Cloud resources are not to be had here: {string.Join(", ", spec.Resources.Select(resource => $"{resource.Type} '{resource.Name}'"))}.",
                "Leave them out, or make the infrastructure with another provider.");
        }

        if (spec.Domain is { Tls: true } domain && !allowsUnencrypted)
        {
            yield return new("domain.tls", $"Domain '{domain.Name}' is to be served over TLS, and nothing is here.", $"{option} allows it without.");
        }
    }
}

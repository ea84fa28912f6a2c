namespace Lumina.Environments;

/// <summary>Sees whether a component works, in one way. Adapters register more.</summary>
public interface IHealthChecker
{
    /// <summary>Whether it can check a component in that way.</summary>
    bool CanCheck(HealthCheckContext context);

    /// <summary>Probes once. A failure is a result, not an exception; an exception counts as a failure too.</summary>
    ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken);
}

namespace Lumina.Environments;

/// <summary>Sees whether a component works, in one way. Adapters register more.</summary>
/// <remarks>It makes nothing and keeps nothing. It must not block the calling thread: a probe is bounded by its check's timeout only while it awaits.</remarks>
public interface IHealthChecker
{
    /// <summary>Whether it can check a component in that way.</summary>
    bool CanCheck(HealthCheckContext context);

    /// <summary>What it asks of the component, for messages, such as <c>GET http://127.0.0.1:8080/health</c>; never a secret. Default: the check's type.</summary>
    string Describe(HealthCheckContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Check.Type.ToString();
    }

    /// <summary>Probes once. A failure is a result, not an exception; an exception counts as a failure too.</summary>
    ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken);
}

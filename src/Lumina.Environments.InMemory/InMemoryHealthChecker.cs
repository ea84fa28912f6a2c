namespace Lumina.Environments.InMemory;

/// <summary>Answers for components whose addresses are on the in-memory platform, as a test has scripted it.</summary>
internal sealed class InMemoryHealthChecker(InMemoryPlatform platform) : IHealthChecker
{
    // The platform has no check of its own: one is answered for where a spec asks for it.
    public bool CanCheck(HealthCheckContext context) => (context.Check.Type != HealthCheckType.Platform || context.Spec.HealthCheck is not null) && Find(context) is not null;

    public ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        InMemoryComponent? component = Find(context);
        return ValueTask.FromResult(component switch
        {
            null => new HealthProbeResult(HealthOutcome.Fail, "it does not exist on the in-memory platform"),
            { IsPaused: true } => new HealthProbeResult(HealthOutcome.Fail, "it is paused"),
            { IsRunning: false } => new HealthProbeResult(HealthOutcome.Fail, component.EndedBecause ?? "it is stopped"),
            _ => component.Health,
        });
    }

    private InMemoryComponent? Find(HealthCheckContext context)
    {
        foreach (ComponentOutput output in context.Outputs)
        {
            string? host = output.Value is null ? null : Uri.TryCreate(output.Value, UriKind.Absolute, out Uri? address) ? address.Host : output.Value;
            if (host is not null && platform.FindByHost(host) is { } component)
            {
                return component;
            }
        }

        return null;
    }
}

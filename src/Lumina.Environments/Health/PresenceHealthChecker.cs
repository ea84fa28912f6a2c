using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Asks a component's provider whether it is there and runs: the check of everything that has no other.</summary>
internal sealed class PresenceHealthChecker(IComponentObserver observer, EnvironmentSnapshot environment) : IHealthChecker
{
    // A cloud's API takes its time.
    private static readonly HealthCheckSpec Presence = new(HealthCheckType.Presence) { Timeout = TimeSpan.FromSeconds(30) };

    public SelectedCheck For(ComponentSnapshot component, HealthCheckSpec? wanted) => new(this, new HealthCheckContext
    {
        Check = wanted ?? Presence,
        Spec = new OpaqueComponentSpec(component.Name.Kind, component.Name.Name, "{}"),
        Outputs = component.Outputs,
    });

    public bool CanCheck(HealthCheckContext context) => context.Check.Type == HealthCheckType.Presence;

    public string Describe(HealthCheckContext context) => "a look for it on its platform";

    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            return Judge(await observer.ObserveAsync(environment, context.Spec.ComponentName, cancellationToken).ConfigureAwait(false));
        }
        catch (EnvironmentLeaseLostException exception)
        {
            // That another process operates on the environment says nothing about the component.
            return HealthProbeResult.Unseen($"it could not be looked for from here: {exception.Message}");
        }
    }

    private static HealthProbeResult Judge(ComponentPresence presence) => presence switch
    {
        { Exists: false } => HealthProbeResult.Fail("nothing of it is on its platform"),
        { IsRunning: false } => HealthProbeResult.Fail(presence.Detail is null ? "it is there and does not run" : $"it does not run: {presence.Detail}"),
        { IsDegraded: true } => HealthProbeResult.Warn($"it is there and runs, but {presence.Detail}"),
        _ => HealthProbeResult.Pass(presence.Detail is null ? "it is there and runs" : $"it is there and runs: {presence.Detail}"),
    };
}

using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Looks for a component that is being made or started on its platform.</summary>
/// <param name="observeAsync">Asks its provider.</param>
internal sealed class PresenceChecker(Func<CancellationToken, ValueTask<ComponentPresence>> observeAsync) : IHealthChecker
{
    /// <summary>A cloud's API takes its time.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public bool CanCheck(HealthCheckContext context) => context.Check.Type == HealthCheckType.Presence;

    public string Describe(HealthCheckContext context) => "a look for it on its platform";

    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken) => Judge(await observeAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>What a look says of the component's health.</summary>
    public static HealthProbeResult Judge(ComponentPresence presence) => presence switch
    {
        { Exists: false } => HealthProbeResult.Fail("nothing of it is on its platform"),
        { IsRunning: false } => HealthProbeResult.Fail(presence.Detail is null ? "it is there and does not run" : $"it does not run: {presence.Detail}"),
        { IsDegraded: true } => HealthProbeResult.Warn($"it is there and runs, but {presence.Detail}"),
        _ => HealthProbeResult.Pass(presence.Detail is null ? "it is there and runs" : $"it is there and runs: {presence.Detail}"),
    };
}

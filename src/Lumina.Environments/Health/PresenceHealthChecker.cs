using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Asks a component's provider whether it is there and runs: the check of everything that has no other.</summary>
internal sealed class PresenceHealthChecker(IComponentObserver observer, OutOfReach outOfReach, EnvironmentSnapshot environment) : IHealthChecker
{
    private static readonly TimeSpan LookBound = TimeSpan.FromSeconds(3);

    private static readonly HealthCheckSpec Presence = new(HealthCheckType.Presence) { Timeout = PresenceChecker.Timeout };

    public SelectedCheck For(ComponentSnapshot component, HealthCheckSpec? wanted) => new(this, new HealthCheckContext
    {
        Check = wanted ?? Presence,
        Spec = new OpaqueComponentSpec(component.Name.Kind, component.Name.Name, "{}"),
        Outputs = component.Outputs,
    });

    /// <summary>Why a component does not answer, as far as its platform tells soon: it is not there, or does not run. Null where it does, where nobody can tell, or where that is known already.</summary>
    /// <param name="component">The component.</param>
    /// <param name="known">What is known.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<string?> FindDownAsync(ComponentName component, string known, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (WhyUnseen(component) is not null)
        {
            return null;
        }

        using CancellationTokenSource bound = new(LookBound, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            ComponentPresence presence = await Task.Run(() => observer.ObserveAsync(environment, component, either.Token).AsTask(), either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            bool isKnown = presence.Detail is { } detail && known.Contains(detail, StringComparison.Ordinal);
            return PresenceChecker.Judge(presence) is { Outcome: HealthOutcome.Fail } down && !isKnown ? down.Message : null;
        }
#pragma warning disable CA1031 // This is a look on the way to a better message; its own failure must not take the message's place.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    public bool CanCheck(HealthCheckContext context) => context.Check.Type == HealthCheckType.Presence;

    public string Describe(HealthCheckContext context) => "a look for it on its platform";

    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        // On the pool: a provider that blocks must not keep the check's timeout from being noticed.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            ComponentName component = context.Spec.ComponentName;
            if (WhyUnseen(component) is { } whyUnseen)
            {
                return HealthProbeResult.Unseen(whyUnseen);
            }

            ComponentPresence presence = await observer.ObserveAsync(environment, component, cancellationToken).ConfigureAwait(false);
            return !presence.Exists && component.Kind == ComponentKinds.Data && await FindDatabaseDownAsync(component.Name, cancellationToken).ConfigureAwait(false) is { } down
                ? HealthProbeResult.Fail($"its database does not run: {down}")
                : PresenceChecker.Judge(presence);
        }
        catch (EnvironmentLeaseLostException exception)
        {
            // That another process operates on the environment says nothing about the component.
            return HealthProbeResult.Unseen($"it could not be looked for from here: {exception.Message}");
        }
    }

    /// <summary>Why nobody in this process sees it, whether it is there or not; null where one does. Data is where its database is.</summary>
    private string? WhyUnseen(ComponentName component) => outOfReach.Find(environment) is { } elsewhere
        && (environment.Find(component.Kind == ComponentKinds.Data ? ComponentName.Database(component.Name) : component) ?? environment.Find(component)) is { } seen && outOfReach.Has(seen)
        ? $"it can't be looked for from here: {elsewhere}"
        : null;

    /// <summary>Why the database of that name does not run; null where it does, or is not there: data is not seen without it, and need not be lost.</summary>
    private async Task<string?> FindDatabaseDownAsync(string name, CancellationToken cancellationToken) =>
        environment.Find(ComponentName.Database(name)) is not null
        && await observer.ObserveAsync(environment, ComponentName.Database(name), cancellationToken).ConfigureAwait(false) is { Exists: true, IsRunning: false } down
            ? down.Detail ?? "nobody says why"
            : null;
}

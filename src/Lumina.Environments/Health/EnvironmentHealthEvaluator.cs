namespace Lumina.Environments;

/// <summary>Checks all of an environment once: each component by the check that its spec asks for, else by a look for it on its platform.</summary>
internal sealed class EnvironmentHealthEvaluator(IEnumerable<IHealthChecker> checkers, IComponentObserver observer, OutOfReach outOfReach, TimeProvider timeProvider)
{
    // Checks wait more than they work; the bound is for environments of hundreds of components.
    private const int MaximumParallelChecks = 32;

    private readonly HealthCheckSelector _selector = new(checkers);
    private readonly ComponentVerdict _verdict = new(timeProvider);

    public async Task<EnvironmentHealth> CheckAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken)
    {
        DateTimeOffset began = timeProvider.GetUtcNow();
        if (!environment.IsUp)
        {
            return new EnvironmentHealth(environment.Id, HealthVerdict.Unknown, Score: 0, [], began);
        }

        HealthCheckResult[] checks = await CheckAllAsync(environment, [.. environment.Components.Select(component => component.Name)], cancellationToken).ConfigureAwait(false);
        return new EnvironmentHealth(environment.Id, HealthScore.Verdict(checks), HealthScore.Of(checks), checks, began);
    }

    public async Task<HealthCheckResult> CheckAsync(EnvironmentSnapshot environment, ComponentName component, CancellationToken cancellationToken) =>
        (await CheckAllAsync(environment, [EnvironmentOutputs.RequireComponent(environment, component).Name], cancellationToken).ConfigureAwait(false))[0];

    private async Task<HealthCheckResult[]> CheckAllAsync(EnvironmentSnapshot seen, IReadOnlyList<ComponentName> names, CancellationToken cancellationToken)
    {
        EnvironmentSnapshot environment = await observer.ReachAsync(seen, cancellationToken).ConfigureAwait(false);
        ComponentSnapshot[] components = [.. names.Select(name => environment.Find(name)!)];
        Dictionary<ComponentName, ComponentSpec> specs = environment.Spec.AllComponents().ToDictionary(spec => spec.ComponentName);
        PresenceHealthChecker presence = new(observer, outOfReach, environment);
        HealthCheckResult[] results = new HealthCheckResult[components.Length];
        await Parallel.ForAsync(
            0,
            components.Length,
            new ParallelOptions { MaxDegreeOfParallelism = MaximumParallelChecks, CancellationToken = cancellationToken },
            async (index, cancellation) => results[index] = await CheckAsync(components[index], specs.GetValueOrDefault(components[index].Name), presence, environment.PausedBelow(components[index]), cancellation).ConfigureAwait(false))
            .ConfigureAwait(false);
        return results;
    }

    private async ValueTask<HealthCheckResult> CheckAsync(ComponentSnapshot component, ComponentSpec? spec, PresenceHealthChecker presence, ComponentName? paused, CancellationToken cancellationToken)
    {
        (DateTimeOffset time, long began) = (timeProvider.GetUtcNow(), timeProvider.GetTimestamp());
        HealthCheckSpec? wanted = spec is null ? null : HealthCheckSelector.Wanted(spec);
        SelectedCheck? check = wanted is null || wanted.Type == HealthCheckType.Presence || wanted.Type == HealthCheckType.Log
            ? presence.For(component, wanted)
            : _selector.Find(wanted, spec!, component.Outputs) ?? (spec!.HealthCheck is null ? presence.For(component, wanted: null) : null);
        HealthProbeResult result = NotAsked(component, paused, check, wanted) ?? await _verdict.SeekAsync(check!, cancellationToken).ConfigureAwait(false);
        if (result is { Outcome: HealthOutcome.Fail } && check is not null && check.Checker != presence && paused is null
            && component.State is ComponentState.Up or ComponentState.Degraded && await presence.FindDownAsync(component.Name, result.Message, timeProvider, cancellationToken).ConfigureAwait(false) is { } down)
        {
            // That nobody answers is what its end looks like from outside.
            result = result with { Message = $"{result.Message.TrimEnd('.')}; {down}" };
        }

        HealthCheckSpec used = check?.Spec ?? wanted!;
        return new HealthCheckResult(component.Name, used.Type, result.Outcome, Redact(component, spec, result.Message), timeProvider.GetElapsedTime(began), time, used.Required) { IsUnseen = result.IsUnseen };
    }

    /// <summary>The result where asking the component makes no sense; null where it is asked.</summary>
    private static HealthProbeResult? NotAsked(ComponentSnapshot component, ComponentName? paused, SelectedCheck? check, HealthCheckSpec? wanted) => component.State switch
    {
        ComponentState.Up or ComponentState.Degraded when paused is not null => HealthProbeResult.Fail(component.IsPaused ? "it is paused" : $"{paused} is paused"),
        ComponentState.Up or ComponentState.Degraded => check is null
            ? HealthProbeResult.Warn($"no registered checker can do a health check of type '{wanted!.Type}'")
            : null,
        ComponentState.Stopped or ComponentState.Failed or ComponentState.InDoubt =>
            HealthProbeResult.Fail(component.Error is null ? $"it is {component.State}" : $"it is {component.State}: {component.Error}"),
        _ => HealthProbeResult.Warn($"it is {component.State}"),
    };

    private static string Redact(ComponentSnapshot component, ComponentSpec? spec, string message)
    {
        SecretRedactor redactor = new();
        foreach (Secret? secret in component.Outputs.Select(output => output.Secret).Concat(spec?.Secrets.Select(secret => secret.Value) ?? []))
        {
            redactor.Add(secret?.TryReveal());
        }

        return redactor.Redact(message);
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Asks every provider how what is there of an environment differs from what was made. It waits its turn, so that nothing is seen halfway; it changes nothing and writes no event.</summary>
internal sealed class DriftDetection(EnvironmentOperations operations, ProviderRegistry providers, ComponentContexts contexts, SideCalls calls)
{
    public async Task<DriftReport> DetectAsync(EnvironmentSession session, string actor, CancellationToken cancellationToken)
    {
        Operation operation = await operations.BeginAsync(session, EnvironmentVerb.DetectDrift, actor, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);
        EnvironmentSnapshot environment = operation.Snapshot;
        try
        {
            ComponentDrift[] found = await Task.WhenAll(environment.Components.Select(component => CompareAsync(operation, component))).ConfigureAwait(false);
            return new DriftReport(environment.Id, environment.Name, [.. found.SelectMany(component => component.Drifts)])
            {
                PresenceOnly = [.. found.Where(component => component.PresenceOnly).Select(component => component.Component)],
                Compared = [.. found.Where(component => component.WhyNot is null).Select(component => component.Component)],
                NotCompared = found.Where(component => component.WhyNot is not null).ToDictionary(component => component.Component, component => component.WhyNot!),
            };
        }
        catch (OperationCanceledException) when (operation.EndedByOthers)
        {
            throw operation.ToException($"How environment '{environment.Name}' differs from what was made is not known");
        }
    }

    private async Task<ComponentDrift> CompareAsync(Operation operation, ComponentSnapshot component)
    {
        EnvironmentSession session = operation.Session;
        if (WhyNot(session, component) is { } whyNot)
        {
            return new ComponentDrift(component.Name) { WhyNot = whyNot };
        }

        ProviderBinding binding = Binding(component)!;
        ComponentSpec spec = session.Specs[component.Name];
        try
        {
            ComponentContext context = contexts.Create(session, component, binding, Together(session, binding));
            ComponentDrift found = await calls.RunAsync(binding.Provider, spec, token => AskAsync(binding, spec, context, token), operation.Token).ConfigureAwait(false);
            return found with { Drifts = [.. found.Drifts.Select(drift => Redact(drift, session.Redactor))] };
        }
        catch (Exception exception) when (!operation.Token.IsCancellationRequested)
        {
            // One that cannot be asked does not keep the others from being.
            return new ComponentDrift(component.Name) { WhyNot = session.Redactor.Redact(exception.Message) };
        }
    }

    private static async ValueTask<ComponentDrift> AskAsync(ProviderBinding binding, ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        if (binding.CanDetectDrift)
        {
            return new ComponentDrift(context.Component) { Drifts = await binding.DetectDriftAsync(spec, context, cancellationToken).ConfigureAwait(false) };
        }

        ComponentPresence presence = await binding.Provider.ObserveRequiredAsync(context, cancellationToken).ConfigureAwait(false);
        return new ComponentDrift(context.Component)
        {
            PresenceOnly = true,
            Drifts = presence.Exists ? [] : [new ResourceDrift(context.Component, DriftKind.Removed, context.Component.Kind, context.ExternalName)],
        };
    }

    private string? WhyNot(EnvironmentSession session, ComponentSnapshot component) =>
        component.Provider == ExternalProvider.ProviderName ? "somebody else made it"
        : component.State is not (ComponentState.Up or ComponentState.Degraded) ? $"it is {component.State}"
        : session.Snapshot.PausedBelow(component) is { } paused ? (component.IsPaused ? "it is paused" : $"{paused} is paused")
        : Binding(component) is null ? $"its provider '{component.Provider}' is not registered here"
        : !session.Specs.ContainsKey(component.Name) ? "its spec cannot be read here"
        : null;

    private ImmutableArray<ComponentName> Together(EnvironmentSession session, ProviderBinding binding) => binding.Provider is not IBatchProvider { Batch: { } batch } ? [] :
    [
        .. session.Snapshot.Components
            .Where(component => WhyNot(session, component) is null && Binding(component) is { CanDetectDrift: var detects, Provider: IBatchProvider other } && other.Batch == batch && detects == binding.CanDetectDrift)
            .Select(component => component.Name),
    ];

    private ProviderBinding? Binding(ComponentSnapshot component) => providers.Find(component.Name.Kind, component.Provider);

    private static ResourceDrift Redact(ResourceDrift drift, SecretRedactor redactor) => drift with
    {
        Name = redactor.Redact(drift.Name),
        Changes = [.. drift.Changes.Select(change => new DriftChange(redactor.Redact(change.Path), Redact(change.Expected, redactor), Redact(change.Actual, redactor)))],
    };

    private static string? Redact(string? value, SecretRedactor redactor) => value is null ? null : redactor.Redact(value);

    private sealed record ComponentDrift(ComponentName Component)
    {
        public IReadOnlyList<ResourceDrift> Drifts { get; init; } = [];

        public bool PresenceOnly { get; init; }

        public string? WhyNot { get; init; }
    }
}

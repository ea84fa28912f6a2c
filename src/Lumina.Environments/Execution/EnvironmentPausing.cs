using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Halts one component, and lets it go on. The journal says so after the platform has done it: where a process dies between the two, the component's health fails, and a restart mends it.</summary>
internal sealed class EnvironmentPausing(EnvironmentOperations operations, ProviderRegistry providers, ComponentContexts contexts, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    /// <param name="session">The environment.</param>
    /// <param name="verb">Pause or unpause.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="name">The component.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<EnvironmentSnapshot> ChangeAsync(EnvironmentSession session, EnvironmentVerb verb, string actor, ComponentName name, CancellationToken cancellationToken)
    {
        EnvironmentOutputs.RequireComponent(session.Snapshot, name);
        Operation operation = await operations.BeginAsync(session, verb, actor, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);
        ComponentSnapshot component = operation.Snapshot.Find(name)!;
        if (WhyNot(session, component) is { } reason)
        {
            string able = string.Join(", ", operation.Snapshot.Components.Where(candidate => WhyNot(session, candidate) is null).Select(candidate => candidate.Name));
            throw Error(operation, $"{name} of environment '{operation.Snapshot.Name}' cannot be {Done(verb)}: {reason}. What can be paused of it: {(able.Length > 0 ? able : "nothing")}.");
        }

        await AskAsync(operation, component).ConfigureAwait(false);
        return component.IsPaused == (verb == EnvironmentVerb.Pause) ? operation.Snapshot
            : await operation.AppendAsync(component.IsPaused ? new ComponentUnpaused(name) : new ComponentPaused(name)).ConfigureAwait(false);
    }

    /// <summary>Before an environment is ended: what is in a database that is paused could not be asked. What does not go on is ended as it is.</summary>
    public async Task LetAllGoOnAsync(Operation operation)
    {
        foreach (ComponentSnapshot component in operation.Snapshot.Components.Where(component => component.IsPaused && Find(component) is not null))
        {
            Task goingOn = Task.Run(() => Find(component)!.UnpauseAsync(contexts.Create(operation.Session, component), operation.Token).AsTask(), CancellationToken.None);
            await ((Task)goingOn.WaitAsync(options.Value.CancellationGrace, timeProvider, CancellationToken.None)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (goingOn.IsCompletedSuccessfully)
            {
                await operation.AppendAsync(new ComponentUnpaused(component.Name)).ConfigureAwait(false);
            }
        }
    }

    private async Task AskAsync(Operation operation, ComponentSnapshot component)
    {
        IPausableProvider provider = Find(component)!;
        ComponentContext context = contexts.Create(operation.Session, component);
        TimeSpan timeout = operation.Session.Specs.GetValueOrDefault(component.Name)?.StepTimeout ?? options.Value.StepTimeout;
        try
        {
            // The caller's cancellation reaches the provider, whose call is not left behind for it: it may have its effect all the same.
            await Task.Run(() => CallAsync(provider, context, operation), CancellationToken.None).WaitAsync(timeout, timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (!operation.CancelledByCaller)
        {
            string reason = operation.EndedEarly ?? (exception is TimeoutException ? $"its provider '{component.Provider}' did not answer within {timeout}" : operation.Session.Redactor.Redact(exception.Message));
            throw Error(operation, $"{component.Name} of environment '{operation.Snapshot.Name}' was not {Done(operation.Verb)}: {reason}");
        }
    }

    private static async Task CallAsync(IPausableProvider provider, ComponentContext context, Operation operation)
    {
        if (operation.Verb == EnvironmentVerb.Pause)
        {
            await provider.PauseAsync(context, operation.Token).ConfigureAwait(false);
        }
        else
        {
            await provider.UnpauseAsync(context, operation.Token).ConfigureAwait(false);
        }
    }

    private string? WhyNot(EnvironmentSession session, ComponentSnapshot component) =>
        component.State is not (ComponentState.Up or ComponentState.Degraded) ? $"it is {component.State}"
        : Find(component) is not { } provider ? $"its provider '{component.Provider}' cannot do it"
        : provider.WhyNotPause(contexts.Create(session, component));

    private IPausableProvider? Find(ComponentSnapshot component) => providers.Find(component.Name.Kind, component.Provider)?.Provider as IPausableProvider;

    private static string Done(EnvironmentVerb verb) => verb == EnvironmentVerb.Pause ? "paused" : "unpaused";

    private static EnvironmentException Error(Operation operation, string message) => new(message) { EnvironmentId = operation.Session.Id, EnvironmentName = operation.Snapshot.Name };
}

using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Asks providers about components outside of a step: whether they are there, and their log lines.</summary>
internal sealed class ComponentObserver(EnvironmentSessions sessions, EnvironmentAttachment attachment, ProviderRegistry providers, ComponentContexts contexts, OutOfReach outOfReach) : IComponentObserver
{
    public async ValueTask<ComponentPresence> ObserveAsync(EnvironmentSnapshot environment, ComponentName component, CancellationToken cancellationToken)
    {
        (ProviderBinding binding, ComponentContext context) = await LookUpAsync(environment, component, cancellationToken).ConfigureAwait(false);
        return binding.Name == ExternalProvider.ProviderName
            ? ComponentPresence.Running(marks: null, "made by somebody else")
            : await binding.Provider.ObserveRequiredAsync(context, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<EnvironmentSnapshot> ReachAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(environment.Id, cancellationToken).ConfigureAwait(false) is not { } session)
        {
            return environment;
        }

        try
        {
            await attachment.AttachAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (EnvironmentException)
        {
            // Whoever looks for a component then says what is wrong.
        }

        return session.ProcessOutputs.LayOver(environment);
    }

    public async IAsyncEnumerable<string> ReadLogsAsync(
        EnvironmentSnapshot environment,
        ComponentName component,
        int tail,
        bool follow,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (ProviderBinding binding, ComponentContext context) = await LookUpAsync(environment, component, cancellationToken).ConfigureAwait(false);
        if (WhyNoLogs(environment, environment.Find(component)!) is { } reason)
        {
            throw new EnvironmentException($"Of {component} of environment '{environment.Name}' ({environment.Id}) no lines can be read: {reason}.")
            {
                EnvironmentId = environment.Id,
                EnvironmentName = environment.Name,
            };
        }

        if (binding.Provider is ILogProvider logs && await sessions.FindAsync(environment.Id, cancellationToken).ConfigureAwait(false) is { } session)
        {
            await foreach (string line in logs.ReadLogsAsync(context, tail, follow, cancellationToken).ConfigureAwait(false))
            {
                yield return session.Redactor.Redact(line);
            }
        }
    }

    private string? WhyNoLogs(EnvironmentSnapshot environment, ComponentSnapshot component) =>
        environment.TerminatedAt is { } ended ? $"it was terminated at {ended:u}"
        : environment.IsActive && environment.IsUndone(component) && !component.MayExist ? $"it is not there; it runs once, and its work is done again by a reset ({nameof(IEnvironmentManager.ResetAsync)})"
        : outOfReach.Has(component) ? outOfReach.Find(environment)
        : null;

    /// <summary>The provider that made a component, and what it is told about it.</summary>
    public async ValueTask<(ProviderBinding Binding, ComponentContext Context)> LookUpAsync(EnvironmentSnapshot environment, ComponentName name, CancellationToken cancellationToken)
    {
        ComponentSnapshot component = EnvironmentOutputs.RequireComponent(environment, name);
        EnvironmentSession session = await sessions.FindAsync(environment.Id, cancellationToken).ConfigureAwait(false)
            ?? throw new EnvironmentNotFoundException($"There is no environment {environment.Id}.") { EnvironmentId = environment.Id };
        ProviderBinding binding = providers.Find(name.Kind, component.Provider)
            ?? throw new EnvironmentException($"{name} of environment '{environment.Name}' was made by provider '{component.Provider}', which is not registered here.") { EnvironmentId = environment.Id, EnvironmentName = environment.Name };
        return (binding, contexts.Create(session, component));
    }
}

using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Opens in this process what leads to components that another one has made: ports that are forwarded end with the process that forwards them.</summary>
internal sealed class EnvironmentAttachment(ProviderRegistry providers, ComponentContexts contexts, SideCalls calls)
{
    /// <exception cref="EnvironmentException">It has been terminated.</exception>
    public static void RequireThere(EnvironmentSnapshot environment)
    {
        if (environment.Status == EnvironmentStatus.Terminated)
        {
            throw new EnvironmentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Environment '{environment.Name}' ({environment.Id}) was terminated at {environment.TerminatedAt:u}: nothing of it is left to attach to. Provision it anew; {nameof(IEnvironmentManager.FindAsync)} and {nameof(IEnvironmentManager.ReadEventsAsync)} still tell what it was."))
            {
                EnvironmentId = environment.Id,
                EnvironmentName = environment.Name,
            };
        }
    }

    /// <summary>Opens what is not open yet, where another process has had a hand in the environment. Nothing is recorded.</summary>
    /// <exception cref="EnvironmentException">Of a component it can't be opened.</exception>
    public async Task AttachAsync(EnvironmentSession session, CancellationToken cancellationToken)
    {
        long version = session.OthersVersion;
        if (session.AttachedVersion != version)
        {
            await Task.WhenAll(session.Snapshot.Components.Where(component => IsApart(session, component)).Select(component => AttachAsync(session, component, cancellationToken))).ConfigureAwait(false);
            session.AttachedVersion = version;
        }
    }

    private async Task AttachAsync(EnvironmentSession session, ComponentSnapshot component, CancellationToken cancellationToken)
    {
        ProviderBinding binding = Binding(component)!;
        ComponentSpec spec = session.Specs[component.Name];
        try
        {
            ComponentContext context = contexts.Create(session, component);
            ComponentOutputs opened = await calls.RunAsync(binding.Provider, spec, token => binding.AttachAsync(spec, context, token), cancellationToken).ConfigureAwait(false);
            foreach (ComponentOutput output in opened)
            {
                session.Redactor.Add(output.Secret?.TryReveal());
            }

            session.ProcessOutputs.Keep(component.Name, OutputSecrets.Named(component.Name, ServiceOutputs.Complete(spec, opened)));
        }
        catch (Exception exception) when (exception is ProviderException or TimeoutException)
        {
            throw new EnvironmentException(
                $"What leads from this process to {component.Name} of environment '{session.Snapshot.Name}' could not be opened: {session.Redactor.Redact(exception.Message)}",
                session.Redactor.Finds(exception.ToString()) ? null : exception) { EnvironmentId = session.Id, EnvironmentName = session.Snapshot.Name };
        }
    }

    private bool IsApart(EnvironmentSession session, ComponentSnapshot component) =>
        component.State is ComponentState.Up or ComponentState.Degraded && Binding(component) is { CanAttach: true } && !session.ProcessOutputs.Has(component.Name) && session.Specs.ContainsKey(component.Name);

    private ProviderBinding? Binding(ComponentSnapshot component) => providers.Find(component.Name.Kind, component.Provider);
}

using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Brings an expiry that is about to be moved to the marks on the platforms.</summary>
internal sealed class MarkUpdate(ProviderRegistry providers, SideCalls calls)
{
    /// <summary>Updates the marks of one component, where its provider can.</summary>
    /// <exception cref="ProviderException">They could not be updated.</exception>
    /// <exception cref="TimeoutException">The provider did not answer in time.</exception>
    public async Task RunAsync(ComponentSnapshot component, ComponentContext context, CancellationToken cancellationToken)
    {
        IComponentProvider? provider = providers.Find(component.Name.Kind, component.Provider)?.Provider;
        if (provider is IMarkingProvider marking)
        {
            await calls.RunAsync(provider, spec: null, token => marking.UpdateMarksAsync(context, token).AsTask(), cancellationToken).ConfigureAwait(false);
        }
    }
}

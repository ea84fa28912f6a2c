using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Brings an expiry that is about to be moved to the marks on the platforms.</summary>
internal sealed class MarkUpdate(ProviderRegistry providers, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    /// <summary>Updates the marks of one component, where its provider can.</summary>
    /// <exception cref="ProviderException">They could not be updated.</exception>
    public async Task RunAsync(ComponentSnapshot component, ComponentContext context, CancellationToken cancellationToken)
    {
        IComponentProvider? provider = providers.Find(component.Name.Kind, component.Provider)?.Provider;
        if (provider is IMarkingProvider marking)
        {
            await Task.Run(() => marking.UpdateMarksAsync(context, cancellationToken).AsTask(), CancellationToken.None)
                .WaitAsync((provider as ITimeLimitProvider)?.StepTimeout ?? options.Value.StepTimeout, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}

namespace Lumina.Environments.Providers;

internal static class ComponentProviderExtensions
{
    /// <summary>Looks at a component, with a defect of its provider named.</summary>
    /// <exception cref="ProviderException">The provider said nothing.</exception>
    public static async ValueTask<ComponentPresence> ObserveRequiredAsync(this IComponentProvider provider, ComponentContext context, CancellationToken cancellationToken) =>
        await provider.ObserveAsync(context, cancellationToken).ConfigureAwait(false)
        ?? throw new ProviderException($"provider '{provider.Name}' returned null when it was asked whether '{context.ExternalName}' is there, which is a defect of it");
}

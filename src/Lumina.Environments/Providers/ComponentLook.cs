namespace Lumina.Environments.Providers;

/// <summary>A look at a component, with its provider's defects named.</summary>
internal static class ComponentLook
{
    /// <exception cref="ProviderException">The provider said nothing.</exception>
    public static async ValueTask<ComponentPresence> LookAsync(this IComponentProvider provider, ComponentContext context, CancellationToken cancellationToken) =>
        await provider.ObserveAsync(context, cancellationToken).ConfigureAwait(false)
        ?? throw new ProviderException($"provider '{provider.Name}' returned null when it was asked whether '{context.ExternalName}' is there, which is a defect of it");
}

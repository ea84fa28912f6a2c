namespace Lumina.Environments.Providers;

/// <summary>A provider that must ask its platform where components go: of which account the credentials are, which cluster it is.</summary>
public interface ILocatingProvider : IComponentProvider
{
    /// <summary>Where a component goes. Asked once, when its spec has no faults and before anything is made; the answer is recorded with the intent.</summary>
    /// <param name="placed">What the placement says, which knows the provider's options and the component's spec alone.</param>
    /// <param name="components">All components of the environment.</param>
    /// <param name="baseDirectory">The folder from which their paths resolve.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="ProviderException">The platform does not answer, or not with a place that is allowed or that has what the components need.</exception>
    ValueTask<ComponentLocation> LocateAsync(ComponentLocation placed, IReadOnlyList<ComponentSpec> components, string baseDirectory, CancellationToken cancellationToken);
}

namespace Lumina.Environments.Providers;

/// <summary>A provider whose platform can work out, thing by thing, what it would make of a component.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IPreviewProvider<in TSpec> : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>Works out what would be made. Makes and keeps nothing.</summary>
    /// <param name="spec">The component.</param>
    /// <param name="context">
    /// The component in an environment that nobody makes: its identifier is of this preview alone, credentials are thrown away afterwards, and a word stands in place of secrets and of what other
    /// components would give. Where the provider is an <see cref="IBatchProvider"/>, all its components of the environment are asked for at once.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What would be made, with what of it costs (<see cref="PlannedResource.Items"/>).</returns>
    /// <exception cref="ProviderException">The platform would refuse it.</exception>
    ValueTask<IReadOnlyList<PlannedResource>> PreviewAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken);
}

namespace Lumina.Environments.Providers;

/// <summary>A provider that can ask its platform beforehand whether a component could be made there: whether who asks may, whether there is what it takes.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IPreflightProvider<in TSpec> : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>What keeps the platform from making a component, all of it. Asked when nothing else is wrong with the environment and its places are known, before anything is made; it makes nothing itself. What can't be asked is no fault.</summary>
    /// <param name="spec">The component.</param>
    /// <param name="context">Of an environment that nobody makes: its identifier is no environment's, and what other components would give are words.</param>
    /// <param name="isToBeMade">Whether it is about to be made: then what who asks lacks the right to is a fault, too. Not where it is only planned or previewed, which may be somebody else's business.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>Faults, their paths relative to the component. Those of an empty path that several components have in common are told once.</returns>
    /// <exception cref="ProviderException">The platform does not answer.</exception>
    ValueTask<IReadOnlyList<SpecificationFault>> PreflightAsync(TSpec spec, ComponentContext context, bool isToBeMade, CancellationToken cancellationToken);
}

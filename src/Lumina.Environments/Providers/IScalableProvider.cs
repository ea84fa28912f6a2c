namespace Lumina.Environments.Providers;

/// <summary>A provider that can change, in place, how many there are of a component: a service's replicas, an infrastructure's machines.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IScalableProvider<in TSpec> : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>Why this component cannot be scaled, or not to this number, in a sentence; null where it can. Asked before anything is changed; asks no platform.</summary>
    /// <param name="spec">The spec with the new number, as it is among the context's, too.</param>
    /// <param name="context">The component.</param>
    string? WhyNotScale(TSpec spec, ComponentContext context);

    /// <summary>Brings the component to the number that the spec says. Succeeds where that is so already, also where an earlier call ended halfway.</summary>
    /// <remarks>The number is recorded after this has returned. Where it throws, it is called again with the number before.</remarks>
    /// <param name="spec">The spec with the new number; all else of it is as it was made.</param>
    /// <param name="context">The component.</param>
    /// <param name="cancellationToken">Ends it; the component may then be anywhere between the two numbers.</param>
    /// <returns>What the component gives to others now.</returns>
    ValueTask<ComponentOutputs> ScaleAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken);
}

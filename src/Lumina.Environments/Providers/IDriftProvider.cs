namespace Lumina.Environments.Providers;

/// <summary>A provider that can tell how what is there of a component differs from what was made.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IDriftProvider<in TSpec> : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>Compares what is there with what was made, of a component that is up. Changes nothing.</summary>
    /// <param name="spec">What the component was made from, with its present number.</param>
    /// <param name="context">The component, with its settings. Where the provider is an <see cref="IBatchProvider"/>, all its components of the environment are asked for at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What differs; empty where nothing does. A secret value is <see cref="DriftChange.Secret"/>.</returns>
    ValueTask<IReadOnlyList<ResourceDrift>> DetectDriftAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken);
}

namespace Lumina.Environments.Providers;

/// <summary>A provider some of whose outputs hold in one process only (<see cref="ComponentOutput.EndsWithProcess"/>), such as ports that are forwarded from this machine: it opens them in another process, too.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IAttachingProvider<in TSpec> : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>Opens in this process what leads to a component that is up and was made or last started by another one, or has it as it is open already. Changes nothing about the component. Called by many at once.</summary>
    /// <param name="spec">What the component was made from, with its present number.</param>
    /// <param name="context">The component, with the outputs that are recorded.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The outputs that hold in this process; empty where none are wanted. Nothing of them is recorded.</returns>
    /// <exception cref="ProviderException">They can't be opened.</exception>
    ValueTask<ComponentOutputs> AttachAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken);
}

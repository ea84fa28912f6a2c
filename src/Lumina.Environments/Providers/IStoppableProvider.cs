namespace Lumina.Environments.Providers;

/// <summary>A provider whose components can be stopped and started again without losing data.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IStoppableProvider<in TSpec> : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>Stops the component and keeps its data. Succeeds where it is stopped already.</summary>
    ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken);

    /// <summary>Starts the component. Succeeds where it runs already.</summary>
    /// <returns>What the component gives to others now: ports may have changed.</returns>
    ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken);
}

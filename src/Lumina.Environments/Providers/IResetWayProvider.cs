namespace Lumina.Environments.Providers;

/// <summary>A provider whose components can be reset in more than one way. One that knows a single way is not asked: its components take that way, whichever was asked for.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IResetWayProvider<in TSpec> : IResettableProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>Tells whether the component, as it is now, can be reset by <see cref="ComponentContext.ResetWay"/>, which is given. It is asked before anything is reset, and changes nothing.</summary>
    /// <returns>Why not; null where it can, or where only trying tells.</returns>
    ValueTask<ResetRefusal?> FindRefusalAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken);
}

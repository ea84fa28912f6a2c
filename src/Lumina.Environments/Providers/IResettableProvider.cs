namespace Lumina.Environments.Providers;

/// <summary>A provider whose components can be given the state back in which they were made.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IResettableProvider<in TSpec> : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>Gives the component the state back in which it was made. Components that depend on it are reset after it.</summary>
    /// <remarks>
    /// After one that failed or was cancelled the component is observed. Observed as running it counts as whole: as it was before, or as it was made. What may be
    /// between the two must not be observed as running until a reset has succeeded.
    /// </remarks>
    /// <returns>How it was done.</returns>
    ValueTask<ResetResult> ResetAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken);
}

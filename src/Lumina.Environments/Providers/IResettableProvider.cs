namespace Lumina.Environments.Providers;

/// <summary>A provider whose components can be given the state back in which they were made.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IResettableProvider<in TSpec> : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>Gives the component the state back in which it was made. Components that depend on it are reset after it.</summary>
    /// <returns>How it was done.</returns>
    ValueTask<ResetResult> ResetAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken);
}

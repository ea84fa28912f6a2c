namespace Lumina.Environments.Providers;

/// <summary>A provider that can tell, before anything is touched, that a component can't be changed where it is asked to: since the record of it is elsewhere, say. Without it a change that can't be made fails halfway, and leaves the environment Failed.</summary>
public interface IChangeCheckProvider
{
    /// <summary>Why a component that is there can't be stopped, started, restarted, scaled or reset now. Asked before any component of its environment is touched; changes nothing. Ending it needs no leave.</summary>
    /// <param name="context">The component.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The reason and what to do, which names no component, as the middle of a sentence; null where it can.</returns>
    /// <exception cref="ProviderException">It could not be told. Nothing is touched then.</exception>
    ValueTask<string?> WhyNotChangeAsync(ComponentContext context, CancellationToken cancellationToken);
}

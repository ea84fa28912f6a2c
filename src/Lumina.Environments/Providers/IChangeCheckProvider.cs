namespace Lumina.Environments.Providers;

/// <summary>A provider that can tell, before anything is touched, that a component can't be changed where it is asked to: since the record of it is elsewhere, say. Without it a change that can't be made fails halfway, and leaves the environment Failed.</summary>
public interface IChangeCheckProvider
{
    /// <summary>Why a component that is there can't be stopped, started, restarted, scaled or reset now. Asked before any component of its environment is touched; changes nothing. For its end see <see cref="WhyNotDestroyAsync"/>.</summary>
    /// <param name="context">The component.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The reason and what to do, which names no component, as the middle of a sentence; null where it can.</returns>
    /// <exception cref="ProviderException">It could not be told. Nothing is touched then.</exception>
    ValueTask<string?> WhyNotChangeAsync(ComponentContext context, CancellationToken cancellationToken);

    /// <summary>Why nothing of a component that is there can be destroyed from here, as where the credentials are of another account. An environment of which nothing can be destroyed is refused its termination and stays as it was; where something can, it is ended as far as that goes. By default nothing keeps it.</summary>
    /// <inheritdoc cref="WhyNotChangeAsync"/>
    ValueTask<string?> WhyNotDestroyAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);
}

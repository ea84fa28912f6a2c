namespace Lumina.Environments.Providers;

/// <summary>A provider that can halt a component where it is, with all that it has in memory, and let it go on later.</summary>
public interface IPausableProvider : IComponentProvider
{
    /// <summary>Why this component cannot be paused, in a sentence; null where it can. Asks no platform.</summary>
    string? WhyNotPause(ComponentContext context);

    /// <summary>Halts every replica of the component. Succeeds where they are halted already.</summary>
    /// <exception cref="ProviderException">It does not run, or the platform refused.</exception>
    ValueTask PauseAsync(ComponentContext context, CancellationToken cancellationToken);

    /// <summary>Lets every replica of the component go on. Succeeds where none is halted.</summary>
    /// <exception cref="ProviderException">The platform refused.</exception>
    ValueTask UnpauseAsync(ComponentContext context, CancellationToken cancellationToken);
}

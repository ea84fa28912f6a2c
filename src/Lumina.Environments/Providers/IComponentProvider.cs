namespace Lumina.Environments.Providers;

/// <summary>Makes, observes, lists and destroys components of one kind on one platform. This half of the contract needs no spec, so that any process can clean up.</summary>
/// <remarks>
/// What every implementation holds to:
/// <list type="bullet">
/// <item>Destroying what is absent succeeds; after destroying, observing finds nothing.</item>
/// <item>What was made bears the context's marks from the moment it exists, and is listed by them without any store.</item>
/// <item>Cancellation stops promptly, with an <see cref="OperationCanceledException"/>, and leaves a state that destroying can clean. Under a token that was cancelled before, nothing is made and nothing started.</item>
/// <item>No secret is in a log, an event or an exception.</item>
/// </list>
/// An error is a <see cref="ProviderException"/>, which says whether trying again may help.
/// </remarks>
public interface IComponentProvider
{
    /// <summary>The provider's name: stable, unique for its kind of component, in lower case. It is recorded.</summary>
    string Name { get; }

    /// <summary>Looks whether the component is there, and with which marks.</summary>
    ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken);

    /// <summary>Destroys the component. Succeeds where there is nothing to destroy.</summary>
    ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken);

    /// <summary>Lists what bears this library's marks, whoever made it.</summary>
    IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken);
}

namespace Lumina.Environments.Providers;

/// <summary>What is common to components that somebody else made: there is nothing to see, to destroy or to list.</summary>
internal abstract class ExternalProvider : IComponentProvider
{
    public const string ProviderName = "external";

    public string Name => ProviderName;

    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(ComponentPresence.Absent);

    public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();
}

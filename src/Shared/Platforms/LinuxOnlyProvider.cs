using Lumina.Environments.Providers;

namespace Lumina.Environments.Platforms;

/// <summary>Stands elsewhere than on Linux where a provider works on Linux alone, and says so.</summary>
/// <param name="name">The name of the provider in whose place it stands.</param>
/// <param name="reason">Why it takes no spec, within a sentence.</param>
internal sealed class LinuxOnlyProvider<TSpec>(string name, string reason) : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    public string Name => name;

    public string? WhyNot(TSpec spec) => reason;

    public ComponentPlacement Place(TSpec spec) => new();

    public ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => throw new ProviderException(reason);

    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => throw new ProviderException(reason);

    public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => throw new ProviderException(reason);

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();
}

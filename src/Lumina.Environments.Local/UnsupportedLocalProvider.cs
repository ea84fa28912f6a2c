using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Stands where the local providers are not supported, and says so.</summary>
/// <param name="name">The name of the provider in whose place it stands.</param>
internal sealed class UnsupportedLocalProvider<TSpec>(string name) : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    private const string Reason = "local servers and processes are supported on Linux only, today";

    public string Name => name;

    public string? WhyNot(TSpec spec) => Reason;

    public ComponentPlacement Place(TSpec spec) => new();

    public ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => throw new ProviderException(Reason);

    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => throw new ProviderException(Reason);

    public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => throw new ProviderException(Reason);

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();
}

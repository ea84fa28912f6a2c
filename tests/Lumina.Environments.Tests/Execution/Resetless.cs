using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

/// <summary>A provider that can reset nothing.</summary>
internal sealed class Resetless<TSpec>(ScriptedProvider<TSpec> inner) : IStoppableProvider<TSpec>
    where TSpec : ComponentSpec
{
    public string Name => inner.Name;

    /// <summary>Whether what is there is seen to have ended.</summary>
    public bool HasEnded { get; set; }

    public string? WhyNot(TSpec spec) => inner.WhyNot(spec);

    public ComponentPlacement Place(TSpec spec) => inner.Place(spec);

    public ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => inner.ProvisionAsync(spec, context, cancellationToken);

    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await inner.ObserveAsync(context, cancellationToken) is { Exists: true } found && HasEnded ? ComponentPresence.NotRunning(found.Marks, "it has ended") : await inner.ObserveAsync(context, cancellationToken);

    public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => inner.DestroyAsync(context, cancellationToken);

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => inner.ListAsync(scope, cancellationToken);

    public ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => inner.StopAsync(context, cancellationToken);

    public ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => inner.StartAsync(spec, context, cancellationToken);
}

using Lumina.Environments.Providers;

namespace Lumina.Environments.Benchmarks;

/// <summary>Records as many resources as it is told: a source of events.</summary>
internal sealed class RecordingProvider(int resources) : IInfrastructureProvider
{
    private static readonly ComponentResource Resource = new("bench", "resource", "1");

    public string Name => "recording";

    public string? WhyNot(InfrastructureSpec spec) => null;

    public ComponentPlacement Place(InfrastructureSpec spec) => new();

    public async ValueTask<ComponentOutputs> ProvisionAsync(InfrastructureSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        for (int i = 0; i < resources; i++)
        {
            await context.RecordResourceAsync(Resource, cancellationToken);
        }

        return ComponentOutputs.Empty;
    }

    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(ComponentPresence.Absent);

    public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();
}

using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>Data in memory: nothing is read or written.</summary>
public sealed class InMemoryDataSeeder(InMemoryPlatform platform, TimeProvider timeProvider) : InMemoryProvider<DataSpec>(platform, timeProvider), IDataSeeder
{
    private protected override ComponentOutputs Outputs(DataSpec spec, InMemoryComponent component, ComponentContext context) => ComponentOutputs.Empty;
}

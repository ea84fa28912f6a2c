using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>What this machine stands in for as it is: nothing is made, and the plan says what does not apply.</summary>
[SupportedOSPlatform("linux")]
internal abstract class MachineProvider<TSpec> : IStoppableProvider<TSpec>
    where TSpec : ComponentSpec
{
    private readonly ConcurrentDictionary<string, OwnershipMarks> _marks = new(StringComparer.Ordinal);

    public string Name => MachinePrices.MachineProviderName;

    public abstract string? WhyNot(TSpec spec);

    public ComponentPlacement Place(TSpec spec) => new() { Location = LocalDatabases.Here, NotApplicable = [.. NotApplicable(spec)] };

    public ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        _marks[context.ExternalName] = context.Marks;
        return ValueTask.FromResult(ComponentOutputs.Empty.With(OutputNames.Host, LocalDatabases.Address));
    }

    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_marks.TryGetValue(context.ExternalName, out OwnershipMarks? marks) ? ComponentPresence.Running(marks, "this machine") : ComponentPresence.Absent);

    public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _marks.TryRemove(context.ExternalName, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => ProvisionAsync(spec, context, cancellationToken);

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => _marks
        .Where(found => scope.Covers(found.Value))
        .Select(found => new FoundComponent(found.Value.Component, found.Key, found.Value, LocalDatabases.Here))
        .ToAsyncEnumerable();

    protected abstract IEnumerable<NotApplicableSetting> NotApplicable(TSpec spec);
}

using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>What this machine stands in for as it is: nothing is made but a note of it, and the plan says what does not apply.</summary>
[SupportedOSPlatform("linux")]
internal abstract class MachineProvider<TSpec>(LocalHost host, string kind) : IStoppableProvider<TSpec>, IMarkingProvider
    where TSpec : ComponentSpec
{
    private readonly ConcurrentDictionary<string, (OwnershipMarks Marks, DateTimeOffset Created)> _made = new(StringComparer.Ordinal);
    private readonly KeptComponents _kept = new(host, MachinePrices.MachineProviderName, kind, new ProcessStop(), new ProcessStop());

    public string Name => MachinePrices.MachineProviderName;

    protected LocalOptions Options => host.Options;

    public string? WhyNot(TSpec spec) => FindObstacles(spec).ToReason();

    public virtual IEnumerable<SpecificationFault> FindObstacles(TSpec spec) => [];

    public ComponentPlacement Place(TSpec spec) => new()
    {
        Location = LocalDatabases.For(Options),
        NotApplicable = [.. NotApplicable(spec)],
        ReachableFrom = Vantage.Host,
        OutlivesProcess = Options.Lifetime == LocalLifetime.Environment,
    };

    public async ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        if (_kept.Takes(context))
        {
            await _kept.EnsureAsync(context, new Note(), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _made[context.ExternalName] = (context.Marks, host.Time.GetUtcNow());
        }

        return ComponentOutputs.Empty.With(OutputNames.Host, LocalDatabases.Address, Vantage.Host);
    }

    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(
        _made.TryGetValue(context.ExternalName, out (OwnershipMarks Marks, DateTimeOffset) made) ? ComponentPresence.Running(made.Marks, "this machine") : _kept.Observe(context));

    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _made.TryRemove(context.ExternalName, out _);
        if (_kept.Has(context))
        {
            await _kept.DestroyAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (_made.TryGetValue(context.ExternalName, out (OwnershipMarks Marks, DateTimeOffset Created) made))
        {
            _made[context.ExternalName] = (context.Marks with { IsKept = made.Marks.IsKept }, made.Created);
        }
        else if (_kept.Has(context))
        {
            await _kept.UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => ProvisionAsync(spec, context, cancellationToken);

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => _made
        .Where(made => scope.Covers(made.Value.Marks))
        .Select(made => new FoundComponent(made.Value.Marks.Component, made.Key, made.Value.Marks, LocalDatabases.Here) { CreatedAt = made.Value.Created })
        .Concat(_kept.List(scope))
        .ToAsyncEnumerable();

    protected abstract IEnumerable<NotApplicableSetting> NotApplicable(TSpec spec);

    private sealed class Note : IKeptRecipe
    {
        public Task PrepareAsync(KeptEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(KeptEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task CompleteAsync(KeptEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

/// <summary>A provider whose every call a test can hold, fail or look into. A hook runs before the call has its effect.</summary>
internal class ScriptedProvider<TSpec>(string name = "scripted", ConcurrentQueue<string>? calls = null) : IStoppableProvider<TSpec>, IResetWayProvider<TSpec>
    where TSpec : ComponentSpec
{
    private readonly ConcurrentQueue<string> _calls = calls ?? new();

    public string Name => name;

    public Func<ComponentContext, CancellationToken, Task>? OnProvision { get; set; }

    public Func<ComponentContext, CancellationToken, Task>? OnObserve { get; set; }

    public Func<ComponentContext, CancellationToken, Task>? OnStop { get; set; }

    public Func<ComponentContext, CancellationToken, Task>? OnStart { get; set; }

    public Func<ComponentContext, CancellationToken, Task>? OnReset { get; set; }

    public Func<ComponentContext, ResetResult> ResetTo { get; set; } = _ => new ResetResult(ResetWay.Remade, KeptSessions: false);

    public Func<ComponentContext, ResetRefusal?> Refuses { get; set; } = _ => null;

    /// <summary>External names of what a reset has left between what it was and what it is to be.</summary>
    public ConcurrentDictionary<string, bool> HalfReset { get; } = new();

    public Func<ComponentContext, CancellationToken, Task>? OnDestroy { get; set; }

    public Func<ComponentContext, ComponentOutputs> Outputs { get; set; } = _ => ComponentOutputs.Empty;

    public Func<TSpec, string?> Declines { get; set; } = _ => null;

    public Func<TSpec, ComponentPlacement> Placement { get; set; } = _ => new();

    /// <summary>What exists, with the marks that it bears; null for none.</summary>
    public ConcurrentDictionary<string, OwnershipMarks?> Existing { get; } = new();

    /// <summary>Calls that change something, such as <c>provision service/api</c>, in the order in which they had their effect.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    public string? WhyNot(TSpec spec) => Declines(spec);

    public ComponentPlacement Place(TSpec spec) => Placement(spec);

    public async ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        await CallAsync(OnProvision, context, cancellationToken);
        Done("provision", context);
        Existing[context.ExternalName] = context.Marks;
        return Outputs(context);
    }

    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await CallAsync(OnObserve, context, cancellationToken);
        return Existing.TryGetValue(context.ExternalName, out OwnershipMarks? marks) && !HalfReset.ContainsKey(context.ExternalName) ? ComponentPresence.Running(marks, "scripted") : ComponentPresence.Absent;
    }

    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await CallAsync(OnDestroy, context, cancellationToken);
        Done("destroy", context);
        Existing.TryRemove(context.ExternalName, out _);
    }

    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await CallAsync(OnStop, context, cancellationToken);
        Done("stop", context);
    }

    public async ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        await CallAsync(OnStart, context, cancellationToken);
        Done("start", context);
        return Outputs(context);
    }

    public async ValueTask<ResetResult> ResetAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        await CallAsync(OnReset, context, cancellationToken);
        Done("reset", context);
        HalfReset.TryRemove(context.ExternalName, out _);
        return ResetTo(context);
    }

    public ValueTask<ResetRefusal?> FindRefusalAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Refuses(context));

    /// <summary>What a listing finds.</summary>
    public IReadOnlyList<FoundComponent> Lists { get; set; } = [];

    public virtual IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => Lists.ToAsyncEnumerable();

    private static Task CallAsync(Func<ComponentContext, CancellationToken, Task>? hook, ComponentContext context, CancellationToken cancellationToken) =>
        hook?.Invoke(context, cancellationToken) ?? Task.CompletedTask;

    private void Done(string what, ComponentContext context) => _calls.Enqueue($"{what} {context.Component}");
}

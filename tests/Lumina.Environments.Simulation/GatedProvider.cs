using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Simulation;

/// <summary>A process's way to the platform that all share: each call takes a time that the seed chooses, may fail before or after its effect, and may be the last.</summary>
internal sealed class GatedProvider<TSpec>(SeededScheduler scheduler, SimulatedProcess process, InMemoryProvider<TSpec> inner, Invariants invariants, FaultChoice faults, PlantedBug bug)
    : IStoppableProvider<TSpec>, IResettableProvider<TSpec>, IMarkingProvider
    where TSpec : ComponentSpec
{
    public string Name => inner.Name;

    public string? WhyNot(TSpec spec) => inner.WhyNot(spec);

    public ComponentPlacement Place(TSpec spec) => inner.Place(spec);

    public ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ComponentContext made = bug == PlantedBug.NamesAreNotStable && context.Attempt > 1 ? Renamed(context) : context;
        return ActAsync(context, StepAction.Provision, () => inner.ProvisionAsync(spec, made, cancellationToken), cancellationToken);
    }

    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await Gate("observe", cancellationToken);
        return await inner.ObserveAsync(context, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => await ActAsync(context, StepAction.Destroy, async () =>
    {
        if (bug != PlantedBug.DestroyForgets || scheduler.Next(2) > 0)
        {
            await inner.DestroyAsync(context, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }, cancellationToken).ConfigureAwait(false);

    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => await ActAsync(context, StepAction.Stop, async () =>
    {
        await inner.StopAsync(context, cancellationToken).ConfigureAwait(false);
        return true;
    }, cancellationToken).ConfigureAwait(false);

    public ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        ActAsync(context, StepAction.Start, () => inner.StartAsync(spec, context, cancellationToken), cancellationToken);

    public ValueTask<ResetResult> ResetAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        ActAsync(context, StepAction.Reset, () => inner.ResetAsync(spec, context, cancellationToken), cancellationToken);

    public async ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await Gate("mark", cancellationToken);
        await inner.UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => inner.ListAsync(scope, cancellationToken);

    private async ValueTask<T> ActAsync<T>(ComponentContext context, StepAction action, Func<ValueTask<T>> act, CancellationToken cancellationToken)
    {
        invariants.Called(process, context, action);
        await Gate(action.ToString(), cancellationToken);
        Fault fault = faults.Next();
        if (fault == Fault.Before)
        {
            throw Error(context, action);
        }

        if (fault == Fault.Hang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, process.Clock, cancellationToken).ConfigureAwait(false);
        }

        invariants.HadEffect(context);
        T result = await act().ConfigureAwait(false);
        scheduler.Note($"{process.Current.Id}: {action} of {context.Component} has had its effect");
        if (fault == Fault.Deaf)
        {
            await Task.Delay(TimeSpan.FromSeconds(scheduler.Next(60)), process.Clock, CancellationToken.None).ConfigureAwait(false);
        }

        await Gate($"{action} answered", cancellationToken);
        return fault == Fault.After ? throw Error(context, action) : result;
    }

    // With a password in it, as drivers' messages have: it must be taken out on the way to the journal and to the log.
    private ProviderException Error(ComponentContext context, StepAction action) =>
        new($"{action} did not go well for {context.Credentials.Values.FirstOrDefault()?.Reveal()}") { IsTransient = scheduler.Next(2) == 0 };

    private static ComponentContext Renamed(ComponentContext context) => new()
    {
        EnvironmentId = context.EnvironmentId,
        EnvironmentName = context.EnvironmentName,
        Component = context.Component,
        ExternalName = $"{context.ExternalName}-{context.Attempt}",
        Marks = context.Marks,
        Settings = context.Settings,
        Credentials = context.Credentials,
    };

    private SeededGate Gate(string label, CancellationToken cancellationToken) => scheduler.Gate(process, $"{process.Current.Id} {label}", cancellationToken);
}

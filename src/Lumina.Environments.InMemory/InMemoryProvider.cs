using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>The in-memory provider of one type of spec: the simplest example of an adapter. Every call plays its fault first, then acts on the platform.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public abstract class InMemoryProvider<TSpec> : IStoppableProvider<TSpec>, IResettableProvider<TSpec>, IScalableProvider<TSpec>, IPausableProvider, IDriftProvider<TSpec>, IAttachingProvider<TSpec>, ILogProvider, ILogLineProvider, IExitProvider, IMarkingProvider
    where TSpec : ComponentSpec
{
    private readonly InMemoryPlatform _platform;
    private readonly TimeProvider _timeProvider;

    private protected InMemoryProvider(InMemoryPlatform platform, TimeProvider timeProvider) => (_platform, _timeProvider) = (platform, timeProvider);

    /// <inheritdoc />
    public string Name => InMemoryPlatform.ProviderName;

    /// <inheritdoc />
    public virtual string? WhyNot(TSpec spec) => null;

    /// <inheritdoc />
    public virtual ComponentPlacement Place(TSpec spec) => new() { OutlivesProcess = _platform.OutlivesProcess, HasPlatformCheck = true };

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        cancellationToken.ThrowIfCancellationRequested();
        InMemoryComponent? made = null;
        await CallAsync(context, InMemoryCall.Provision, () => made = _platform.Add(context, spec), cancellationToken).ConfigureAwait(false);
        return Forwarded(Outputs(spec, made!, context));
    }

    /// <inheritdoc />
    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await CallAsync(context, InMemoryCall.Observe, static () => { }, cancellationToken).ConfigureAwait(false);
        return _platform.Find(context) switch
        {
            null => ComponentPresence.Absent,
            { IsPaused: true } component => ComponentPresence.NotRunning(component.Marks, "paused"),
            { IsRunning: true, Health: { Outcome: HealthOutcome.Fail } health } component => ComponentPresence.NotRunning(component.Marks, health.Message),
            { IsRunning: true, Health: { Outcome: HealthOutcome.Warn } health } component => ComponentPresence.Degraded(component.Marks, health.Message),
            { IsRunning: true } component => ComponentPresence.Running(component.Marks),
            { } component => ComponentPresence.NotRunning(component.Marks, component.EndedBecause ?? "stopped"),
        };
    }

    /// <inheritdoc />
    public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return CallAsync(context, InMemoryCall.Destroy, () => _platform.Remove(context), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return CallAsync(context, InMemoryCall.Stop, () => Require(context).Stop(), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        cancellationToken.ThrowIfCancellationRequested();
        await CallAsync(context, InMemoryCall.Start, () => Require(context).StartAgain(), cancellationToken).ConfigureAwait(false);
        InMemoryComponent component = Require(context);
        component.Settings = context.Settings;
        component.Spec = spec;
        return Forwarded(Outputs(spec, component, context));
    }

    /// <inheritdoc />
    public string? WhyNotScale(TSpec spec, ComponentContext context) => null;

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ScaleAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        cancellationToken.ThrowIfCancellationRequested();
        await CallAsync(context, InMemoryCall.Scale, () => Require(context).Scale(spec), cancellationToken).ConfigureAwait(false);
        return Forwarded(Outputs(spec, Require(context), context));
    }

    /// <inheritdoc />
    public string? WhyNotPause(ComponentContext context) => null;

    /// <inheritdoc />
    public ValueTask PauseAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return CallAsync(context, InMemoryCall.Pause, () => Require(context).IsPaused = true, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask UnpauseAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return CallAsync(context, InMemoryCall.Unpause, () => Require(context).IsPaused = false, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<ResourceDrift>> DetectDriftAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await CallAsync(context, InMemoryCall.DetectDrift, static () => { }, cancellationToken).ConfigureAwait(false);
        return InMemoryDrift.Of(spec, _platform.Find(context), context);
    }

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> AttachAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!_platform.ForwardsPorts)
        {
            return ComponentOutputs.Empty;
        }

        await CallAsync(context, InMemoryCall.Attach, static () => { }, cancellationToken).ConfigureAwait(false);
        return new ComponentOutputs(Forwarded(Outputs(spec, Require(context), context)).Where(output => output.EndsWithProcess));
    }

    /// <inheritdoc />
    public async ValueTask<ResetResult> ResetAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await CallAsync(context, InMemoryCall.Reset, () => Require(context).ResetCount++, cancellationToken).ConfigureAwait(false);
        return new ResetResult(context.ResetWay ?? ResetWay.Difference, KeptSessions: context.ResetWay is null or ResetWay.Difference or ResetWay.Reseeded);
    }

    /// <inheritdoc />
    public ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return CallAsync(context, InMemoryCall.Mark, () => _platform.FindOwn(context)?.Mark(context.Marks), cancellationToken);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await ValueTask.CompletedTask.ConfigureAwait(false);
        foreach (InMemoryComponent component in _platform.Components.Where(component => component.Spec is TSpec && scope.Covers(component.Marks)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new FoundComponent(component.Name, component.ExternalName, component.Marks, ComponentLocation.Only);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await ValueTask.CompletedTask.ConfigureAwait(false);
        if (tail > 0 && _platform.Find(context) is { } component)
        {
            yield return $"{component.Name} runs in memory as {component.ExternalName}";
        }
    }

    /// <summary>Whether the component is as healthy as a test has scripted it.</summary>
    public ValueTask<bool> HasWrittenAsync(ComponentContext context, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(Require(context).Health.Outcome != HealthOutcome.Fail);
    }

    /// <inheritdoc />
    public Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Require(context).Exit.WaitAsync(cancellationToken);
    }

    private ComponentOutputs Forwarded(ComponentOutputs outputs) => !_platform.ForwardsPorts ? outputs : new ComponentOutputs(outputs.SelectMany(output => (ComponentOutput[])
    [
        output with { Vantage = Vantage.Network },
        output with { Vantage = Vantage.Host, EndsWithProcess = true },
    ]));

    private protected abstract ComponentOutputs Outputs(TSpec spec, InMemoryComponent component, ComponentContext context);

    private protected InMemoryComponent Require(ComponentContext context) =>
        _platform.FindOwn(context) ?? throw new ProviderException($"'{context.ExternalName}' does not exist on the in-memory platform");

    private protected ValueTask CallAsync(ComponentContext context, InMemoryCall call, Action effect, CancellationToken cancellationToken)
    {
        _platform.CountCall();
        InMemoryFault? fault = _platform.Faults.Next(context.Component, call);
        if (fault is null)
        {
            effect();
            return ValueTask.CompletedTask;
        }

        return PlayAsync(fault, effect, fault.IgnoresCancellation ? CancellationToken.None : cancellationToken);
    }

    private async ValueTask PlayAsync(InMemoryFault fault, Action effect, CancellationToken cancellationToken)
    {
        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, _timeProvider, cancellationToken).ConfigureAwait(false);
        }

        if (fault.Error is null || fault.AfterEffect)
        {
            effect();
        }

        if (fault.Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _timeProvider, cancellationToken).ConfigureAwait(false);
        }

        if (fault.Error is not null)
        {
            throw new ProviderException(fault.Error) { IsTransient = fault.IsTransient };
        }
    }
}

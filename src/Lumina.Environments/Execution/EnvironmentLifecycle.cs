using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>What can be asked of an environment that is up or stopped: stop, start, restart, reset, extend.</summary>
internal sealed class EnvironmentLifecycle(Planner planner, PlanExecutor executor, EnvironmentOperations operations, EnvironmentScaling scaling, ResetCheck resets, ChangeCheck changes, ComponentContexts contexts, MarkUpdate marks, TimeProvider timeProvider)
{
    private static readonly ResetResult DoneAgain = new(ResetWay.Remade, KeptSessions: true) { Reason = "it runs once, and its work was done again" };

    public async Task<EnvironmentSnapshot> StopAsync(EnvironmentSession session, string actor, CancellationToken cancellationToken)
    {
        Operation operation = await operations.BeginAsync(session, EnvironmentVerb.Stop, actor, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);
        await changes.RequireAsync(planner.Stop(operation.Snapshot), operation, "stopped").ConfigureAwait(false);
        await operation.AppendAsync(new StopRequested()).ConfigureAwait(false);
        return await FinishStopAsync(operation).ConfigureAwait(false);
    }

    /// <summary>Stops what can be stopped of an environment that is Stopping.</summary>
    public async Task<EnvironmentSnapshot> FinishStopAsync(Operation operation)
    {
        await ExecuteAsync("Stopping", planner.Stop(operation.Snapshot), operation, error => new StopFailed(error)).ConfigureAwait(false);
        ImmutableArray<ComponentName> stillUp = [.. operation.Snapshot.Components.Where(component => component.State is ComponentState.Up or ComponentState.Degraded).Select(component => component.Name)];
        return await operation.AppendAsync(new EnvironmentStopped(stillUp)).ConfigureAwait(false);
    }

    public async Task<EnvironmentSnapshot> StartAsync(EnvironmentSession session, string actor, CancellationToken cancellationToken)
    {
        Operation operation = await operations.BeginAsync(session, EnvironmentVerb.Start, actor, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);
        await changes.RequireAsync(planner.Start(operation.Snapshot), operation, "started").ConfigureAwait(false);
        await operation.AppendAsync(new StartRequested()).ConfigureAwait(false);
        return await FinishStartAsync(operation).ConfigureAwait(false);
    }

    /// <summary>Starts what can be started of an environment that is Starting.</summary>
    public async Task<EnvironmentSnapshot> FinishStartAsync(Operation operation)
    {
        await ExecuteAsync("Starting", planner.Start(operation.Snapshot), operation, error => new StartFailed(error)).ConfigureAwait(false);
        if (operation.Snapshot.FindHalfReset() is { } owed)
        {
            // A process died while it reset the environment, before that had been recovered.
            string error = $"{owed.Name} was left in the middle of a reset";
            await operation.AppendAsync(new StartFailed(error)).ConfigureAwait(false);
            throw new EnvironmentException($"Environment '{operation.Snapshot.Name}' was started and counts as Failed: {error}. Ask for a reset ({nameof(IEnvironmentManager.ResetAsync)}), which makes it Running.")
            {
                EnvironmentId = operation.Session.Id,
                EnvironmentName = operation.Snapshot.Name,
            };
        }

        return await operation.AppendAsync(new EnvironmentStarted()).ConfigureAwait(false);
    }

    public async Task<EnvironmentSnapshot> RestartAsync(EnvironmentSession session, string actor, ComponentName component, Func<EnvironmentSnapshot, string?>? unless, CancellationToken cancellationToken)
    {
        EnvironmentOutputs.RequireComponent(session.Snapshot, component);
        Operation operation = await operations.BeginAsync(session, EnvironmentVerb.Restart, actor, cancellationToken, unless: unless).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);
        EnvironmentPlan plan = planner.Restart(operation.Snapshot, component);
        if (!plan.Steps.Any(step => step.Component == component))
        {
            string reason = operation.Snapshot.RunsOnce(component)
                ? $"it runs once, when it is made, and again only with a reset ({nameof(IEnvironmentManager.ResetAsync)}) of what it was done to"
                : $"its provider '{operation.Snapshot.Find(component)!.Provider}' cannot stop it, or nothing of it is there";
            throw new EnvironmentException($"{component} of environment '{operation.Snapshot.Name}' cannot be restarted: {reason}.")
            {
                EnvironmentId = session.Id,
                EnvironmentName = operation.Snapshot.Name,
            };
        }

        await changes.RequireAsync(plan, operation, "changed").ConfigureAwait(false);
        await ExecuteAsync($"Restarting {component} of", plan, operation, failed: null).ConfigureAwait(false);
        return await StartRepairedAsync(operation).ConfigureAwait(false);
    }

    public async Task<ResetReport> ResetAsync(EnvironmentSession session, string actor, ResetWay? way, CancellationToken cancellationToken)
    {
        Operation operation = await operations.BeginAsync(session, EnvironmentVerb.Reset, actor, cancellationToken, way).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);
        EnvironmentPlan plan = planner.Reset(operation.Snapshot);
        await resets.RequireAsync(plan, operation).ConfigureAwait(false);
        await changes.RequireAsync(plan, operation, "reset").ConfigureAwait(false);
        await ExecuteResetAsync(plan, operation).ConfigureAwait(false);
        ComponentName[] reset = [.. plan.Steps.Where(step => step.Action != StepAction.Destroy).Select(step => step.Component)];
        await operation.AppendAsync(new EnvironmentReset([.. reset])).ConfigureAwait(false);
        EnvironmentSnapshot environment = await StartRepairedAsync(operation).ConfigureAwait(false);
        return new ResetReport(environment, reset.ToDictionary(component => component, component => environment.RunsOnce(component) ? DoneAgain : environment.Find(component)!.LastReset!));
    }

    /// <summary>Brings the components of an environment that is up, and that were left on their way, to where they were going: what was being reset is reset again, what was being scaled has its number again, what was being restarted is restarted.</summary>
    public async Task RepairAsync(Operation operation)
    {
        if (operation.Snapshot.FindHalfReset() is not null)
        {
            await ExecuteResetAsync(planner.Reset(operation.Snapshot), operation).ConfigureAwait(false);
        }

        await scaling.RepairAsync(operation).ConfigureAwait(false);

        // A component comes before those that depend on it, and they are restarted with it.
        foreach (ComponentName component in operation.Snapshot.Components.Where(component => UnfinishedWork.IsUnfinished(operation.Snapshot, component)).Select(component => component.Name).ToList())
        {
            if (UnfinishedWork.IsUnfinished(operation.Snapshot, operation.Snapshot.Find(component)!))
            {
                await ExecuteAsync($"Restarting {component} of", planner.Restart(operation.Snapshot, component), operation, error => new EnvironmentFailed(error)).ConfigureAwait(false);
            }
        }
    }

    public async Task<EnvironmentSnapshot> ExtendAsync(EnvironmentSession session, string actor, TimeSpan by, CancellationToken cancellationToken)
    {
        if (by <= TimeSpan.Zero && by != EnvironmentSpec.Unlimited)
        {
            throw new ArgumentOutOfRangeException(nameof(by), by, $"An expiry is moved by more than zero, or by {nameof(EnvironmentSpec)}.{nameof(EnvironmentSpec.Unlimited)}.");
        }

        Operation operation = await operations.BeginAsync(session, EnvironmentVerb.Extend, actor, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);
        DateTimeOffset? expiresAt = by == EnvironmentSpec.Unlimited || operation.Snapshot.ExpiresAt is null ? null : Later(operation.Snapshot.ExpiresAt.Value, by);
        await MarkAsync(operation, expiresAt).ConfigureAwait(false);
        return await operation.AppendAsync(new ExpiryExtended(expiresAt)).ConfigureAwait(false);
    }

    private DateTimeOffset Later(DateTimeOffset expiresAt, TimeSpan by)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        DateTimeOffset from = expiresAt > now ? expiresAt : now;
        return by <= DateTimeOffset.MaxValue - from ? from + by : throw new ArgumentOutOfRangeException(nameof(by), by, $"An expiry is moved to the year 9999 at most; {nameof(EnvironmentSpec)}.{nameof(EnvironmentSpec.Unlimited)} is for ever.");
    }

    // Before the journal says so: marks that expire too late are harmless, ones that expire too early cost the environment.
    private async Task MarkAsync(Operation operation, DateTimeOffset? expiresAt)
    {
        foreach (ComponentSnapshot component in operation.Snapshot.Components.Where(component => component.MayExist))
        {
            try
            {
                await marks.RunAsync(component, contexts.Create(operation.Session, component, expiresAt), operation.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (operation.EndedByOthers)
            {
                throw operation.ToException($"The expiry of environment '{operation.Snapshot.Name}' was not moved");
            }
            catch (Exception exception) when (exception is ProviderException or TimeoutException)
            {
                throw new EnvironmentException($"The expiry of environment '{operation.Snapshot.Name}' was not moved: the marks of {component.Name} could not be updated: {operation.Session.Redactor.Redact(exception.Message).TrimEnd('.')}. Marks that were updated before that tell the later time, which does no harm. Extend it again when that is mended.", operation.Session.Redactor.Finds(exception.ToString()) ? null : exception)
                {
                    EnvironmentId = operation.Session.Id,
                    EnvironmentName = operation.Snapshot.Name,
                };
            }
        }
    }

    // What had failed and is all there again is up; whether it works, checks tell again.
    private static async Task<EnvironmentSnapshot> StartRepairedAsync(Operation operation)
    {
        bool repaired = operation.Snapshot is { Status: EnvironmentStatus.Failed } failed && failed.Components.All(component => component is { State: ComponentState.Up or ComponentState.Degraded, Unfinished: null });
        return repaired ? await operation.AppendAsync(new EnvironmentStarted()).ConfigureAwait(false) : operation.Snapshot;
    }

    private async Task ExecuteResetAsync(EnvironmentPlan plan, Operation operation)
    {
        PlanResult result = await executor.ExecuteAsync(plan, operation, OnStepFailure.Cancel, operation.Token).ConfigureAwait(false);
        if (result.Succeeded)
        {
            return;
        }

        FailureReport report = new("Resetting", operation, result);
        bool isBroken = operation.Snapshot.FindHalfReset() is not null || operation.Snapshot.Components.Any(component => component.State is ComponentState.Failed or ComponentState.InDoubt);
        if (isBroken && (result.Failures.Count > 0 || operation.Snapshot.IsUp))
        {
            await operation.AppendAsync(new EnvironmentFailed(report.Summary)).ConfigureAwait(false);
        }
        else
        {
            await StartRepairedAsync(operation).ConfigureAwait(false);
        }

        throw report.ToResetException(plan);
    }

    private async Task ExecuteAsync(string doing, EnvironmentPlan plan, Operation operation, Func<string, EnvironmentEvent>? failed)
    {
        PlanResult result = await executor.ExecuteAsync(plan, operation, OnStepFailure.Cancel, operation.Token).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            FailureReport report = new(doing, operation, result);
            if (failed is not null)
            {
                await operation.AppendAsync(failed(report.Summary)).ConfigureAwait(false);
            }

            throw report.ToLifecycleException();
        }
    }
}

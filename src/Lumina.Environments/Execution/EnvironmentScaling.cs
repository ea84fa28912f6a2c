using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Changes how many there are of one component. What fails, is cancelled or was left by a process that is gone is undone: the number that the environment's spec says is the true one.</summary>
internal sealed class EnvironmentScaling(Planner planner, PlanExecutor executor, EnvironmentOperations operations, ProviderRegistry providers, ChangeCheck changes, ComponentContexts contexts)
{
    public async Task<EnvironmentSnapshot> ScaleAsync(EnvironmentSession session, string actor, ComponentName component, int count, CancellationToken cancellationToken)
    {
        EnvironmentOutputs.RequireComponent(session.Snapshot, component);
        Operation operation = await operations.BeginAsync(session, EnvironmentVerb.Scale, actor, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);
        int before = RequireScalable(session, component, count);
        EnvironmentPlan plan = planner.Scale(operation.Snapshot, component, count);
        await changes.RequireAsync(plan, operation, "changed").ConfigureAwait(false);
        ComponentState state = operation.Snapshot.Find(component)!.State;
        PlanResult result = await executor.ExecuteAsync(plan, operation, OnStepFailure.Cancel, operation.Token).ConfigureAwait(false);
        if (result.Succeeded)
        {
            return operation.Snapshot;
        }

        FailureReport report = new($"Scaling {component} from {before} to {count} in", operation, result);
        if (operation.Snapshot.Find(component)!.State == state && !operation.LostLease)
        {
            // Refused before anything was touched: undoing it would be refused as well.
            throw report.ToScaleException(component, before, isUndone: null);
        }

        bool isUndone = await UndoAsync(operation, component, before, report.Summary).ConfigureAwait(false);
        throw report.ToScaleException(component, before, isUndone);
    }

    /// <summary>Gives the components of an environment whose scaling was left unfinished the number of its spec.</summary>
    public async Task RepairAsync(Operation operation)
    {
        foreach (ComponentSnapshot component in operation.Snapshot.Components.Where(component => component.Unfinished == StepAction.Scale).ToList())
        {
            int before = ComponentCount.Of(operation.Session.Specs[component.Name])!.Value;
            PlanResult result = await executor.ExecuteAsync(planner.Scale(operation.Snapshot, component.Name, before), operation, OnStepFailure.Cancel, operation.Token).ConfigureAwait(false);
            if (!result.Succeeded)
            {
                FailureReport report = new($"Scaling {component.Name} back to {before} in", operation, result);
                await operation.AppendAsync(new EnvironmentFailed(report.Summary)).ConfigureAwait(false);
                throw report.ToScaleException(component.Name, before, isUndone: false);
            }
        }
    }

    // The caller's cancellation does not reach it; a termination needs it not, and one that lost its lease may not. Each step has its time limit.
    private async Task<bool> UndoAsync(Operation operation, ComponentName component, int before, string error)
    {
        if (operation.InterruptedBy is not null || operation.LostLease)
        {
            return false;
        }

        PlanResult result = await executor.ExecuteAsync(planner.Scale(operation.Snapshot, component, before), operation, OnStepFailure.Cancel, CancellationToken.None).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            await operation.AppendAsync(new EnvironmentFailed(error)).ConfigureAwait(false);
        }

        return result.Succeeded;
    }

    /// <returns>How many there are of the component.</returns>
    private int RequireScalable(EnvironmentSession session, ComponentName component, int count)
    {
        EnvironmentSnapshot environment = session.Snapshot;
        string? whyNot = WhyNot(session, component);
        if (whyNot is null && ComponentCount.RangeOf(session.Specs[component]) is { } range && !range.Contains(count))
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"Of {component} there can be {range}.");
        }

        if ((whyNot ?? WhyNot(session, component, count)) is not { } reason)
        {
            return ComponentCount.Of(session.Specs[component])!.Value;
        }

        string able = string.Join(", ", environment.Components.Where(candidate => WhyNot(session, candidate.Name) is null).Select(candidate => candidate.Name));
        throw new EnvironmentException($"{component} of environment '{environment.Name}' cannot be scaled to {count}: {session.Redactor.Redact(reason)}. What can be scaled of it: {(able.Length > 0 ? able : "nothing")}.")
        {
            EnvironmentId = environment.Id,
            EnvironmentName = environment.Name,
        };
    }

    /// <summary>Why a component cannot be scaled at all, or not to a number; null where it can.</summary>
    private string? WhyNot(EnvironmentSession session, ComponentName name, int? count = null)
    {
        ComponentSnapshot component = session.Snapshot.Find(name)!;
        if (!session.Specs.TryGetValue(name, out ComponentSpec? spec) || ComponentCount.Of(spec) is not { } present)
        {
            return "its kind has no number";
        }

        if (spec is InfrastructureSpec { AutoScaling: { } scaling })
        {
            return $"the number of its machines follows the load, {scaling.Minimum} to {scaling.Maximum} (autoScaling)";
        }

        if (spec is ServiceSpec { Run.IsAlways: false } service)
        {
            return $"one of it runs, and not always (run: {service.Run})";
        }

        if (providers.Find(name.Kind, component.Provider) is not { CanScale: true } binding)
        {
            return $"its provider '{component.Provider}' cannot change how many there are of it";
        }

        ComponentSpec scaled = ComponentCount.With(spec, count ?? present);
        return binding.WhyNot(scaled) ?? binding.WhyNotScale(scaled, contexts.Create(session, component, scaled));
    }
}

using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Tells, before anything is reset, whether everything can be: what was never made or is paused cannot, nor what cannot be reset by the way that was asked for.</summary>
internal sealed class ResetCheck(ProviderRegistry providers, ComponentContexts contexts, SideCalls calls)
{
    /// <exception cref="ResetRefusedException">Some components cannot be reset by that way.</exception>
    /// <exception cref="EnvironmentException">Some were never made, or are paused, or a provider could not tell.</exception>
    public Task RequireAsync(EnvironmentPlan plan, Operation operation)
    {
        RequireMade(operation);
        RequireNonePaused(plan, operation);
        return RequireWayAsync(plan, operation);
    }

    // No reset makes what provisioning has not come to.
    private static void RequireMade(Operation operation)
    {
        ComponentName[] never = [.. operation.Snapshot.Components.Where(component => !component.WasIntended).Select(component => component.Name)];
        if (never.Length > 0)
        {
            throw new EnvironmentException($"Environment '{operation.Snapshot.Name}' cannot be reset: {string.Join(", ", never)} {(never.Length == 1 ? "was" : "were")} never made. Terminate it and provision it again. Nothing was touched.")
            {
                EnvironmentId = operation.Session.Id,
                EnvironmentName = operation.Snapshot.Name,
            };
        }
    }

    // It would not answer before the step's time is up.
    private static void RequireNonePaused(EnvironmentPlan plan, Operation operation)
    {
        ComponentName[] paused = [.. plan.Steps.Select(step => step.Component).Distinct().Where(component => operation.Snapshot.Find(component)!.IsPaused)];
        if (paused.Length > 0)
        {
            throw new EnvironmentException($"Environment '{operation.Snapshot.Name}' cannot be reset while {string.Join(", ", paused)} {(paused.Length == 1 ? "is" : "are")} paused: unpause first ({nameof(IEnvironmentManager.UnpauseAsync)}). Nothing was touched.")
            {
                EnvironmentId = operation.Session.Id,
                EnvironmentName = operation.Snapshot.Name,
            };
        }
    }

    private async Task RequireWayAsync(EnvironmentPlan plan, Operation operation)
    {
        if (operation.ResetWay is not { } way)
        {
            return;
        }

        Dictionary<ComponentName, ResetRefusal> refusals = [];
        foreach (PlanStep step in plan.Steps.Where(step => step.Action == StepAction.Reset))
        {
            if (await FindRefusalAsync(step, operation).ConfigureAwait(false) is { } refusal)
            {
                refusals[step.Component] = refusal with { Reason = operation.Session.Redactor.Redact(refusal.Reason) };
            }
        }

        if (refusals.Count > 0)
        {
            throw new ResetRefusedException(operation.Session.Id, operation.Snapshot.Name, way, refusals);
        }
    }

    private async Task<ResetRefusal?> FindRefusalAsync(PlanStep step, Operation operation)
    {
        if (providers.Find(step.Component.Kind, step.Provider) is not { CanRefuseReset: true } binding || !operation.Session.Specs.TryGetValue(step.Component, out ComponentSpec? spec))
        {
            return null;
        }

        ComponentContext context = contexts.Create(new StepAttempts(step, operation, binding));
        try
        {
            return await calls.RunAsync(binding.Provider, spec, token => binding.FindRefusalAsync(spec, context, token), operation.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (operation.EndedByOthers)
        {
            throw operation.ToException($"Environment '{operation.Snapshot.Name}' was not reset, and nothing was touched");
        }
        catch (Exception exception) when (exception is ProviderException or TimeoutException)
        {
            throw new EnvironmentException($"Environment '{operation.Snapshot.Name}' was not reset, and nothing was touched: whether {step.Component} can be reset by the way {operation.ResetWay} could not be told: {operation.Session.Redactor.Redact(exception.Message).TrimEnd('.')}. Ask for it again when that is mended.", operation.Session.Redactor.Finds(exception.ToString()) ? null : exception)
            {
                EnvironmentId = operation.Session.Id,
                EnvironmentName = operation.Snapshot.Name,
            };
        }
    }
}

using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Asks, before anything is reset, whether every component can be reset by the way that was asked for.</summary>
internal sealed class ResetWayCheck(ProviderRegistry providers, ComponentContexts contexts, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    /// <exception cref="ResetRefusedException">Some cannot.</exception>
    /// <exception cref="EnvironmentException">A provider could not tell.</exception>
    public async Task RequireAsync(EnvironmentPlan plan, Operation operation)
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
            return await Task.Run(() => binding.FindRefusalAsync(spec, context, operation.Token).AsTask(), CancellationToken.None)
                .WaitAsync(spec.StepTimeout ?? options.Value.StepTimeout, timeProvider, operation.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ProviderException or TimeoutException)
        {
            throw new EnvironmentException($"Environment '{operation.Snapshot.Name}' was not reset, and nothing was touched: whether {step.Component} can be reset by the way {operation.ResetWay} could not be told: {operation.Session.Redactor.Redact(exception.Message)} Try again.", operation.Session.Redactor.Finds(exception.ToString()) ? null : exception)
            {
                EnvironmentId = operation.Session.Id,
                EnvironmentName = operation.Snapshot.Name,
            };
        }
    }
}

using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Asks providers, before anything is touched, whether what a plan changes can be changed: a refusal leaves the environment as it was.</summary>
internal sealed class ChangeCheck(ProviderRegistry providers, ComponentContexts contexts, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    /// <param name="plan">What is to be done.</param>
    /// <param name="operation">For whom.</param>
    /// <param name="done">What would be done, as in "was not stopped".</param>
    /// <exception cref="EnvironmentException">Some components can't be changed, or a provider could not tell.</exception>
    public async Task RequireAsync(EnvironmentPlan plan, Operation operation, string done)
    {
        (ComponentName Component, string? Reason)[] answers = await Task.WhenAll(plan.Steps.Where(step => step.Action != StepAction.Destroy).DistinctBy(step => step.Component).Select(step => AskAsync(step, operation))).ConfigureAwait(false);
        string[] reasons = [.. answers.Where(answer => answer.Reason is not null).GroupBy(answer => answer.Reason, answer => answer.Component, (reason, components) => $"{string.Join(", ", components)}: {reason}")];
        if (reasons.Length > 0)
        {
            throw new EnvironmentException($"Environment '{operation.Snapshot.Name}' was not {done}, and nothing was touched: {operation.Session.Redactor.Redact(string.Join("; ", reasons)).TrimEnd('.')}.")
            {
                EnvironmentId = operation.Session.Id,
                EnvironmentName = operation.Snapshot.Name,
            };
        }
    }

    private async Task<(ComponentName Component, string? Reason)> AskAsync(PlanStep step, Operation operation)
    {
        if (providers.Find(step.Component.Kind, step.Provider)?.Provider is not IChangeCheckProvider provider)
        {
            return (step.Component, null);
        }

        ComponentContext context = contexts.Create(operation.Session, operation.Snapshot.Find(step.Component)!);
        try
        {
            return (step.Component, await Task.Run(() => provider.WhyNotChangeAsync(context, operation.Token).AsTask(), CancellationToken.None)
                .WaitAsync(operation.Session.Specs.GetValueOrDefault(step.Component)?.StepTimeout ?? options.Value.StepTimeout, timeProvider, operation.Token).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is ProviderException or TimeoutException)
        {
            return (step.Component, $"whether it can be could not be told: {exception.Message.TrimEnd('.')}. Ask for it again when that is mended");
        }
    }
}
